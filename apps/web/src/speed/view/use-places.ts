'use client';

import type { ReactNode } from 'react';
import { clockText, windowText } from '../speed-text.ts';
import { type ApiError, useApi } from './use-api.ts';

/** One answer about places, with what a card must say around it. */
export interface Places<Answer> {
  readonly answer: Answer | null;
  readonly error: ApiError | null;
  readonly loading: boolean;
  readonly when: ReactNode;
  readonly csv: string;
}

interface OfWindow {
  readonly startMs: number | null;
  readonly windowMs: number;
  readonly enriched: boolean;
  readonly rows: readonly unknown[];
}

const refreshMs = 10_000;

/** Asks `path`; again while the window from `startMs` is not complete, for until then its sums grow. */
export function usePlaces<Answer extends OfWindow>(
  path: string | null,
  endMs: number,
  completeThroughMs: number | null,
): Places<Answer> {
  const complete = completeThroughMs !== null && endMs <= completeThroughMs;
  const { data, error, isPending } = useApi<Answer>(path, complete ? 'once' : refreshMs);
  const answer = data ?? null;
  const when =
    answer === null || answer.startMs === null
      ? undefined
      : `${windowText(answer.startMs, answer.windowMs)}${complete ? '' : `, so far (to ${clockText(completeThroughMs ?? answer.startMs)})`}`;
  const csv = path === null ? '' : `${path}${path.includes('?') ? '&' : '?'}format=csv`;
  return { answer, error, loading: isPending, when, csv };
}
