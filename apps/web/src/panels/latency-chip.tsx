'use client';

import { useId, useState } from 'react';
import { useLive } from '../live/live-store.ts';
import { countText, unknown } from '../speed/speed-text.ts';
import { eventBudget, fleetBudget, type Stage, shares } from './latency-budget.ts';
import styles from './latency-chip.module.css';

/** How far behind now the cars are drawn; opens what that time is spent on. */
export function LatencyChip({ live }: { readonly live: boolean }) {
  const [open, setOpen] = useState(false);
  const delayMs = useLive((state) => state.delayMs);
  const id = useId();
  return (
    <div className={styles.figure}>
      <button
        type="button"
        className={styles.chip}
        aria-expanded={open}
        aria-controls={id}
        title="How far behind now the cars are drawn, so that they move evenly. Click for its parts"
        onClick={() => setOpen(!open)}
      >
        <span className={styles.term}>Delay</span>
        <span>
          <b>{delayMs === null || !live ? unknown : (delayMs / 1_000).toFixed(1)}</b>
          <small> s</small>
        </span>
      </button>
      {open ? <Budget id={id} /> : null}
    </div>
  );
}

function Budget({ id }: { readonly id: string }) {
  const { watched, watchedAt, stats, delayMs } = useLive();
  const stages =
    watched && watchedAt !== null
      ? eventBudget({
          occurredAtMs: watched.fix.occurredAtMs,
          arrivalMs: watched.arrivalMs,
          sentAtMs: watched.sentAtMs,
          ...watchedAt,
        })
      : fleetBudget({ fixAgeMs: stats?.fixAgeMs ?? null, socketMs: stats?.socketMs ?? null, delayMs });
  return (
    <section id={id} className={styles.budget} aria-label="Where the delay comes from">
      <h3>{watched ? `The newest event of ${watched.driverId}` : 'The fleet’s events, medians'}</h3>
      {stages === null ? (
        <p className={styles.note}>No event has come in the last second.</p>
      ) : (
        <Stages stages={stages} />
      )}
    </section>
  );
}

function Stages({ stages }: { readonly stages: readonly Stage[] }) {
  const widths = shares(stages);
  const sum = stages.reduce((all, { ms }) => all + ms, 0);
  return (
    <>
      <div className={styles.bar} aria-hidden="true">
        {stages.map(({ name }, at) => (
          <span key={name} data-stage={at} style={{ width: `${widths[at]}%` }} />
        ))}
      </div>
      <table className={styles.table}>
        <tbody>
          {stages.map(({ name, ms, what }, at) => (
            <tr key={name} title={what}>
              <th scope="row">
                <span className={styles.swatch} data-stage={at} aria-hidden="true" />
                {name}
                <small>{what}</small>
              </th>
              <td>{countText(Math.round(ms)).replace('-', '−')} ms</td>
            </tr>
          ))}
          <tr>
            <th scope="row">Together</th>
            <td>{countText(Math.round(sum))} ms</td>
          </tr>
        </tbody>
      </table>
    </>
  );
}
