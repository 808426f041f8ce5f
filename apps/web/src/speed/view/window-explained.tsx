'use client';

import { useMemo } from 'react';
import type { WindowAnswer } from '../api-answers.ts';
import { explainedText, type FixOutcome, type WindowFix, windowDrawing } from '../explain-window.ts';
import { clockText, distanceText, kmhText, unknown } from '../speed-text.ts';
import { ChartTable } from './chart-table.tsx';
import { FixPath } from './fix-path.tsx';
import { FixTimeline } from './fix-timeline.tsx';
import styles from './window-explained.module.css';

const outcomeWords: Readonly<Record<FixOutcome, string>> = {
  used: 'used',
  late: 'late: its window had closed',
  duplicate: 'duplicate: it counts once',
  conflict: 'conflict: another fix of that instant stays',
  rejected: 'rejected: it cannot be used',
};

/** One window down to its fixes: when they were taken, in what order they came, what was driven between them. */
export function WindowExplained({ explained }: { readonly explained: WindowAnswer }) {
  const drawing = useMemo(() => windowDrawing(explained), [explained]);
  const { before, fixes, note, driverId } = explained;
  return (
    <>
      <p className={styles.sentence}>{explainedText(explained)}</p>
      {note === null ? null : <p className={styles.note}>{note}</p>}
      {drawing.marks.length === 0 ? null : (
        <div className={styles.pictures}>
          <FixTimeline drawing={drawing} />
          <FixPath drawing={drawing} />
        </div>
      )}
      <ul className={styles.legend} aria-label="Legend">
        {(['used', 'late', 'duplicate', 'conflict', 'rejected'] as const)
          .filter((outcome) => outcome === 'used' || fixes.some((fix) => fix.outcome === outcome))
          .map((outcome) => (
            <li key={outcome}>
              <i data-outcome={outcome} /> {outcomeWords[outcome]}
            </li>
          ))}
      </ul>
      <ChartTable
        caption={`Fixes of ${driverId} in this window`}
        columns={[
          'Taken at',
          'Came after',
          'Position',
          'Outcome',
          'Distance',
          'In',
          'Device speed',
          'Accuracy',
        ]}
        rows={(before === null ? fixes : [before, ...fixes]).map((fix) => ({
          key: fix.position,
          cells: fixCells(fix, fix === before),
        }))}
      />
    </>
  );
}

function fixCells(fix: WindowFix, isBefore: boolean): string[] {
  const { segment, speedMps, accuracyM } = fix;
  return [
    `${clockText(fix.occurredAtMs)}.${String(fix.occurredAtMs % 1_000).padStart(3, '0')}`,
    `${((fix.arrivalMs - fix.occurredAtMs) / 1_000).toFixed(2)} s`,
    fix.position,
    isBefore ? 'the fix before the window' : outcomeWords[fix.outcome],
    segment === null ? unknown : segment.outlier ? 'outlier' : distanceText(segment.distanceM),
    segment === null ? unknown : `${(segment.timeMs / 1_000).toFixed(2)} s`,
    speedMps === null ? unknown : `${kmhText(speedMps * 3.6)} km/h`,
    accuracyM === null ? unknown : `${accuracyM.toFixed(1)} m`,
  ];
}
