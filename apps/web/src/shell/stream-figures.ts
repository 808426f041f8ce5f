import { countText, unknown } from '../speed/speed-text.ts';

/** The records a group has before it over all its partitions; null while one of them is unknown. */
export function lagOf(partitions: readonly { readonly lag: number | null }[]): number | null {
  let sum = 0;
  for (const { lag } of partitions) {
    if (lag === null) return null;
    sum += lag;
  }
  return partitions.length === 0 ? null : sum;
}

/** A position as people read it: grouped when it is a number a double holds, else its last twelve characters. */
export function positionText(position: string | null | undefined): string {
  if (position === null || position === undefined) return unknown;
  const value = Number(position);
  if (/^\d+$/.test(position) && Number.isSafeInteger(value)) return countText(value);
  return position.length > 12 ? `…${position.slice(-12)}` : position;
}
