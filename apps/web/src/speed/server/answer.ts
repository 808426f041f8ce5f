import type { ErrorAnswer } from '../api-answers.ts';
import type { Asked } from './web-database.ts';

/** What an endpoint says, before it is made an HTTP answer. */
export type Reply<T> =
  | { readonly kind: 'answer'; readonly body: T; readonly version?: Version }
  | { readonly kind: 'unchanged'; readonly version: Version }
  | { readonly kind: 'refusal'; readonly status: number; readonly body: ErrorAnswer };

/** Names the state of the data that an answer is made of; `isFinal` when that state can never change (W6). */
export interface Version {
  readonly of: string;
  readonly isFinal: boolean;
}

export function ok<T>(body: T): Reply<T> {
  return { kind: 'answer', body };
}

export function refusal(status: number, body: ErrorAnswer): Reply<never> {
  return { kind: 'refusal', status, body };
}

/** The reply of a handler whose database call may have failed: 503 says why and since when. */
export function answered<T>(asked: Asked<Reply<T>>): Reply<T> {
  return asked.ok ? asked.value : refusal(503, asked.failure);
}
