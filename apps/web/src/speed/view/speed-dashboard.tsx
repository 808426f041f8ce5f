'use client';

import { useMemo } from 'react';
import { StreamStrip } from '../../shell/stream-strip.tsx';
import type { AccuracyAnswer, CountsAnswer, DistributionAnswer, FleetAnswer } from '../api-answers.ts';
import { windowText } from '../speed-text.ts';
import { streamTrouble } from '../stream-trouble.ts';
import { windowChoice, windowLengths } from '../window-length.ts';
import { windowStartAt } from '../window-range.ts';
import { AccuracyCard } from './accuracy-card.tsx';
import { Card } from './card.tsx';
import { CountsCard } from './counts-card.tsx';
import { DistributionCard } from './distribution-card.tsx';
import { DriverTable } from './driver-table.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { FleetCard } from './fleet-card.tsx';
import { Notice } from './notice.tsx';
import styles from './speed-dashboard.module.css';
import { useApi } from './use-api.ts';
import { useDrivers } from './use-drivers.ts';
import { useStream } from './use-stream.ts';
import { useUrlState } from './use-url-state.ts';
import { CountdownCard, LatestCard } from './waiting-card.tsx';
import { WindowSwitch } from './window-switch.tsx';

const refreshMs = 2_500;

/** The fleet's speeds over time windows. What is shown (window length, chosen window) stands in the address. */
export function SpeedDashboard() {
  const [parameters, change] = useUrlState();
  const choice = windowChoice(parameters.get('window'));
  const pinned = pinnedStart(parameters.get('at'), windowLengths[choice.window]);

  const range = `window=${choice.window}&last=${choice.lookBackMs / 60_000}m`;
  const fleet = useApi<FleetAnswer>(`/api/speed/fleet?${range}`, refreshMs);
  const stream = useStream();
  const counts = useApi<CountsAnswer>('/api/speed/counts', 3_000);

  const windows = fleet.data?.windows ?? [];
  const complete = useMemo(() => windows.findLast((window) => !window.provisional) ?? null, [windows]);
  const newest = complete ?? windows.at(-1) ?? null;
  const selected = windows.find((window) => window.startMs === pinned) ?? (pinned === null ? newest : null);
  const atMs = pinned ?? newest?.startMs ?? null;
  const provisional = selected?.provisional ?? false;
  const distribution = useApi<DistributionAnswer>(
    atMs === null ? null : `/api/speed/distribution?window=${choice.window}&at=${atMs}`,
    provisional ? refreshMs : 'once',
  );
  const drivers = useDrivers(choice.window, atMs, provisional);
  const accuracy = useApi<AccuracyAnswer>(
    complete === null ? null : '/api/speed/accuracy?window=30s',
    15_000,
  );

  const trouble = stream.data === undefined ? null : streamTrouble(stream.data.consumers, stream.data.nowMs);
  const stale = fleet.error !== null || (trouble?.grave ?? false);
  return (
    <main className={styles.page}>
      <div className={styles.top}>
        <div>
          <h1 className={styles.title}>Speed</h1>
          <p className={styles.lead}>The same events as on the map, read by another consumer: over time.</p>
        </div>
        <WindowSwitch value={choice} onChange={({ window }) => change({ window })} />
      </div>

      <StreamStrip variant="bar" />
      <FailureNotice error={fleet.error} lastAnswerMs={fleet.dataUpdatedAt} />
      {fleet.error === null && trouble !== null ? (
        <Notice grave={trouble.grave}>{trouble.what}</Notice>
      ) : null}

      {fleet.data === undefined ? (
        fleet.error === null ? (
          <p className={styles.waiting}>Reading the windows …</p>
        ) : null
      ) : windows.length === 0 ? (
        <>
          <CountdownCard choice={choice} />
          <LatestCard />
        </>
      ) : (
        <>
          {complete === null ? <CountdownCard choice={choice} /> : null}
          <div className={styles.charts}>
            <FleetCard
              fleet={fleet.data}
              selected={selected}
              stale={stale}
              onSelect={(startMs) => change({ at: String(startMs) })}
            />
            {distribution.data === undefined ? (
              <Card title="Distribution">
                <p className={styles.waiting}>
                  {distribution.error === null ? 'Reading the distribution …' : distribution.error.message}
                </p>
              </Card>
            ) : (
              <DistributionCard
                distribution={distribution.data}
                stale={stale || distribution.error !== null}
              />
            )}
          </div>

          <div className={styles.sums}>
            {counts.data === undefined ? null : (
              <CountsCard counts={counts.data} stale={stale || counts.error !== null} />
            )}
            {accuracy.data === undefined ? null : (
              <AccuracyCard accuracy={accuracy.data} stale={stale || accuracy.error !== null} />
            )}
          </div>

          <Card
            title="Drivers"
            stale={stale || drivers.error !== null}
            aside={
              atMs === null ? undefined : (
                <>
                  {windowText(atMs, windowLengths[choice.window])}
                  {provisional ? ' · provisional' : ''}
                  {pinned === null ? (
                    provisional ? (
                      ''
                    ) : (
                      ' · newest complete window'
                    )
                  ) : (
                    <>
                      {' · '}
                      <button type="button" className={styles.link} onClick={() => change({ at: null })}>
                        back to the newest
                      </button>
                    </>
                  )}
                </>
              )
            }
          >
            {drivers.data === undefined ? (
              <p className={styles.waiting}>
                {drivers.error === null ? 'Reading the drivers …' : drivers.error.message}
              </p>
            ) : (
              <DriverTable drivers={drivers.data} window={choice.window} />
            )}
          </Card>
        </>
      )}
    </main>
  );
}

function pinnedStart(text: string | null, windowMs: number): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? windowStartAt(windowMs, Number(text)) : null;
}
