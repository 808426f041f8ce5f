'use client';

import { clockText } from '../speed-text.ts';
import { Notice } from './notice.tsx';
import type { ApiError } from './use-api.ts';

interface FailureNoticeProps {
  readonly error: ApiError | null;
  /** When the last good answer came, epoch ms; 0 for never. */
  readonly lastAnswerMs: number;
}

/** Why there is no fresh answer, since when, and how old what one still sees is. */
export function FailureNotice({ error, lastAnswerMs }: FailureNoticeProps) {
  if (error === null) return null;
  const sinceMs = error.sinceMs ?? (lastAnswerMs > 0 ? lastAnswerMs : null);
  return (
    <Notice grave>
      {error.message}
      {sinceMs === null ? '' : ` Since ${clockText(sinceMs)}.`}
      {lastAnswerMs > 0
        ? ` What is shown is from ${clockText(lastAnswerMs)}.`
        : ' It is asked again every few seconds.'}
    </Notice>
  );
}
