import { maxWindows } from '../window-range.ts';
import { refusal } from './answer.ts';

export function tooManyWindows(windows: number): Response {
  const wanted = `one answer holds at most ${maxWindows}: ask for a longer window or a shorter range`;
  return refusal(400, { error: `The range has ${windows} windows; ${wanted}.` });
}
