/** What a key asks of a chart of windows. */
export type ChartKeyAction =
  | { readonly kind: 'walk'; readonly index: number }
  | { readonly kind: 'choose' }
  | { readonly kind: 'pan'; readonly way: -1 | 1 }
  | { readonly kind: 'zoom'; readonly closer: boolean }
  | { readonly kind: 'reset' };

/**
 * Arrows, Page Up and Down, Home and End walk through windows 0 to `last` from the one at `at`; Shift with arrows
 * moves the view, + and − zoom, Enter chooses, Escape is back to the newest. Null for every other key.
 */
export function chartKeyAction(
  { key, shiftKey }: { readonly key: string; readonly shiftKey: boolean },
  at: number | null,
  last: number,
): ChartKeyAction | null {
  if (shiftKey && key === 'ArrowLeft') return { kind: 'pan', way: -1 };
  if (shiftKey && key === 'ArrowRight') return { kind: 'pan', way: 1 };
  if (key === '+' || key === '=') return { kind: 'zoom', closer: true };
  if (key === '-' || key === '_') return { kind: 'zoom', closer: false };
  if (key === 'Enter' || key === ' ') return { kind: 'choose' };
  if (key === 'Escape') return { kind: 'reset' };
  if (last < 0) return null;
  if (key === 'Home') return { kind: 'walk', index: 0 };
  if (key === 'End') return { kind: 'walk', index: last };
  const move = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[key];
  if (move === undefined) return null;
  const index = (at ?? (move < 0 ? last + 1 : -1)) + move;
  return { kind: 'walk', index: Math.max(0, Math.min(last, index)) };
}
