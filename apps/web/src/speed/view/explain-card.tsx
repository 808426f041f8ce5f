'use client';

import type { WindowAnswer } from '../api-answers.ts';
import { clockText, durationText, windowText } from '../speed-text.ts';
import { Card } from './card.tsx';
import styles from './explain-card.module.css';
import { type ApiError, useApi } from './use-api.ts';
import { WindowExplained } from './window-explained.tsx';

interface ExplainCardProps {
  readonly driverId: string;
  /** The window that is looked at; null while none is. */
  readonly startMs: number | null;
  readonly windowMs: number;
  readonly provisional: boolean;
  /** Which of a longer window's base windows is explained. */
  readonly baseMs: number | null;
  readonly onBase: (baseMs: number) => void;
}

const baseWindowMs = 10_000;
const refreshMs = 3_000;

/** A window explained by its fixes. A longer one is the sum of base windows, each of which can be. */
export function ExplainCard(props: ExplainCardProps) {
  const { driverId, startMs, windowMs, provisional, baseMs, onBase } = props;
  const within = baseMs !== null && startMs !== null && baseMs >= startMs && baseMs < startMs + windowMs;
  const shownMs = within ? baseMs : startMs;
  const path =
    shownMs === null ? null : `/api/speed/drivers/${encodeURIComponent(driverId)}/windows/${shownMs}`;
  const { data, error, isPlaceholderData } = useApi<WindowAnswer>(path, provisional ? refreshMs : 'once');
  return (
    <Card
      title="A window explained"
      aside={shownMs === null ? undefined : windowText(shownMs, Math.min(windowMs, baseWindowMs))}
    >
      <div
        className={styles.panel}
        data-old={isPlaceholderData}
        data-empty={startMs === null}
        aria-live="polite"
      >
        {startMs === null || windowMs <= baseWindowMs ? null : (
          <BaseWindows startMs={startMs} windowMs={windowMs} shownMs={shownMs} onBase={onBase} />
        )}
        {startMs === null ? (
          <p className={styles.words}>
            Point at a bar, or walk to it with the arrow keys: here is what it is made of. Click or Enter
            keeps it.
          </p>
        ) : error !== null && (data === undefined || isPlaceholderData) ? (
          <p className={styles.words}>{failure(error)}</p>
        ) : data === undefined ? (
          <p className={styles.words}>Reading the fixes from the log …</p>
        ) : (
          <WindowExplained explained={data} />
        )}
      </div>
    </Card>
  );
}

interface BaseWindowsProps {
  readonly startMs: number;
  readonly windowMs: number;
  readonly shownMs: number | null;
  readonly onBase: (baseMs: number) => void;
}

function BaseWindows({ startMs, windowMs, shownMs, onBase }: BaseWindowsProps) {
  const starts = Array.from(
    { length: windowMs / baseWindowMs },
    (_, index) => startMs + index * baseWindowMs,
  );
  return (
    <fieldset className={styles.bases}>
      <legend>
        {durationText(windowMs)} are the sum of {starts.length} windows of {durationText(baseWindowMs)}:
      </legend>
      {starts.map((baseMs) => (
        <button
          key={baseMs}
          type="button"
          className={styles.base}
          aria-pressed={baseMs === shownMs}
          onClick={() => onBase(baseMs)}
        >
          {clockText(baseMs)}
        </button>
      ))}
    </fieldset>
  );
}

function failure(error: ApiError): string {
  return error.status === 404 ? `There is nothing to explain here. ${error.message}` : error.message;
}
