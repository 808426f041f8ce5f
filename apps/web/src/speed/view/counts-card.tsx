'use client';

import type { CountsAnswer } from '../api-answers.ts';
import { notCounted, reasonText } from '../counted-words.ts';
import { clockText, countText, durationText, unknown } from '../speed-text.ts';
import { Card } from './card.tsx';
import styles from './counts-card.module.css';
import { Explained } from './explained.tsx';

const whyUsed =
  'Fixes that went into a window. Used and everything beside it add up to what was read, always.';

const whyWatermark =
  'How far event time is known to be over: 10 s of grace for what is under way, and the way itself. Windows close when it has passed their end.';

interface CountsCardProps {
  readonly counts: CountsAnswer;
  /** How far the watermark lies behind, ms; null while that is unknown. */
  readonly delayMs: number | null;
  readonly stale: boolean;
  /** Whose counts these are, where the page is about less. */
  readonly of?: string;
}

/** What driver-speed read, what it did not count, and why. */
export function CountsCard({ counts, delayMs, stale, of }: CountsCardProps) {
  const reasons = Object.entries(counts.rejectedByReason).filter(([, count]) => count > 0);
  const used = counts.read === 0 ? '' : ` (${((counts.used / counts.read) * 100).toFixed(2)} %)`;
  return (
    <Card
      title="What we did not count, and why"
      stale={stale}
      aside={
        <>
          {countText(counts.read)} records{of === undefined ? '' : ` ${of}`} read,{' '}
          <Explained why={whyUsed} edge="end">
            {countText(counts.used)} used{used}
          </Explained>
        </>
      }
    >
      <dl className={styles.counts}>
        {notCounted.map(({ key, label, short, why }) => (
          <div key={key} className={styles.count} data-any={counts[key] > 0} data-loss={key !== 'otherTypes'}>
            <dt>
              <Explained why={why}>{label}</Explained>
            </dt>
            <dd>{countText(counts[key])}</dd>
            <dd className={styles.short}>{short}</dd>
          </div>
        ))}
        <div className={styles.count} data-any="true">
          <dt>
            <Explained why={whyWatermark} edge="end">
              Watermark
            </Explained>
          </dt>
          <dd>
            {delayMs === null ? unknown : durationText(delayMs)} <span className={styles.unit}>behind</span>
          </dd>
          <dd className={styles.short}>10 s of it is grace</dd>
        </div>
      </dl>
      {counts.logGaps > 0 ? (
        <p className={styles.gap}>
          {countText(counts.logGaps)} {counts.logGaps === 1 ? 'gap' : 'gaps'} in the log: records were deleted
          before they were read. The windows that may have needed them are marked partial.
        </p>
      ) : null}
      {reasons.length === 0 ? null : (
        <details className={styles.rejected}>
          <summary>
            Why they were rejected:{' '}
            {reasons.map(([reason, count]) => `${reasonText(reason)} (${countText(count)})`).join(', ')}
          </summary>
          <ul className={styles.records}>
            {counts.newestRejected.map((record) => (
              <li key={`${record.partition} ${record.position}`}>
                <p>
                  {clockText(record.arrivalMs)}, partition {record.partition}, position {record.position}:{' '}
                  {record.detail}
                </p>
                <code>
                  {record.value === null
                    ? 'no value'
                    : record.value +
                      ((record.valueBytes ?? 0) > record.value.length
                        ? `… (${countText(record.valueBytes)} bytes)`
                        : '')}
                </code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}
