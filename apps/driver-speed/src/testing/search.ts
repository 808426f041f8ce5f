export interface Step<State> {
  readonly what: string;
  readonly to: State;
}

export interface Found {
  /** How many different states were reached. */
  readonly states: number;
  /** The shortest way to a state that is wrong, with what is wrong as its last line; null when there is none. */
  readonly wrong: readonly string[] | null;
}

/**
 * Goes through every state that can be reached from `first`, the nearest first, until `problemOf` objects to one.
 * States with the same key are the same.
 */
export function search<State>(
  first: State,
  stepsFrom: (state: State) => readonly Step<State>[],
  keyOf: (state: State) => string,
  problemOf: (state: State) => string | null,
): Found {
  const queue: { readonly state: State; readonly what: string; readonly from: number }[] = [];
  const known = new Set<string>();
  const reach = (state: State, what: string, from: number): string | null => {
    const key = keyOf(state);
    if (known.has(key)) return null;
    known.add(key);
    queue.push({ state, what, from });
    return problemOf(state);
  };
  const wayTo = (last: number, problem: string): readonly string[] => {
    const way = [problem];
    for (let at = last; at > 0; at = queue[at].from) way.unshift(queue[at].what);
    return way;
  };
  let problem = reach(first, '', 0);
  for (let at = 0; at < queue.length && problem === null; at++) {
    for (const { what, to } of stepsFrom(queue[at].state)) {
      problem = reach(to, what, at);
      if (problem !== null) break;
    }
  }
  return { states: known.size, wrong: problem === null ? null : wayTo(queue.length - 1, problem) };
}
