/** The windows one can ask for (W2), as the API spells them, and what they last in ms. */
export const windowLengths = {
  '10s': 10_000,
  '30s': 30_000,
  '1m': 60_000,
  '5m': 300_000,
  '1h': 3_600_000,
} as const;
export type WindowLength = keyof typeof windowLengths;

export const windowNames = Object.keys(windowLengths) as readonly WindowLength[];
export const defaultWindow: WindowLength = '10s';

/** The lengths a page offers, with what the switch says and how far back its charts look. */
export const windowChoices = [
  { window: '10s', label: '10 s', lookBackMs: 15 * 60_000 },
  { window: '30s', label: '30 s', lookBackMs: 30 * 60_000 },
  { window: '1m', label: '1 min', lookBackMs: 60 * 60_000 },
  { window: '5m', label: '5 min', lookBackMs: 6 * 3_600_000 },
  { window: '1h', label: '1 h', lookBackMs: 24 * 3_600_000 },
] as const satisfies readonly { window: WindowLength; label: string; lookBackMs: number }[];
export type WindowChoice = (typeof windowChoices)[number];

/** The choice for a text out of a URL; the shortest one where the text names none. */
export function windowChoice(text: string | null | undefined): WindowChoice {
  return windowChoices.find((choice) => choice.window === text) ?? windowChoices[0];
}
