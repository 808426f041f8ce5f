/** Numbers in [0, 1) that a seed repeats (a linear congruence over 2^32, Numerical Recipes' constants). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The seed of a run: RUMO_SEED, else another each time. Tests print it in their title. */
export const runSeed = Number(process.env.RUMO_SEED ?? Date.now() % 1_000_000);
