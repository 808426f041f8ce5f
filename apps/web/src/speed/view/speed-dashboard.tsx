'use client';

import { StreamStrip } from '../../shell/stream-strip.tsx';
import { streamTrouble } from '../stream-trouble.ts';
import { watermarkDelayMs } from '../watermark-delay.ts';
import { windowChoice } from '../window-length.ts';
import { AccuracyCard } from './accuracy-card.tsx';
import { CellsCard } from './cells-card.tsx';
import { CountsCard } from './counts-card.tsx';
import { DistributionCard } from './distribution-card.tsx';
import { DriversCard } from './drivers-card.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { FleetCard } from './fleet-card.tsx';
import { Notice } from './notice.tsx';
import { PlacesSwitch } from './places-switch.tsx';
import styles from './speed-dashboard.module.css';
import { SpeedingEvents } from './speeding-events.tsx';
import { StreetsCard } from './streets-card.tsx';
import { useFleet } from './use-fleet.ts';
import { usePlacesOfPage } from './use-places-of-page.ts';
import { useStream } from './use-stream.ts';
import { useUrlState } from './use-url-state.ts';
import { CountdownCard, LatestCard } from './waiting-card.tsx';
import { WindowSwitch } from './window-switch.tsx';

/** The fleet's speeds over time windows. What is shown (window length, range, chosen window …) stands in the address. */
export function SpeedDashboard() {
  const address = useUrlState();
  const [parameters, change] = address;
  const choice = windowChoice(parameters.get('window'));
  const page = useFleet(address, choice);
  const { fleet, counts, accuracy, distribution, drivers } = page;
  const places = usePlacesOfPage(address, page);
  const stream = useStream();

  const trouble = stream.data === undefined ? null : streamTrouble(stream.data.consumers, stream.data.nowMs);
  const stale = fleet.error !== null || (trouble?.grave ?? false);
  const delayMs =
    stream.data === undefined ? null : watermarkDelayMs(stream.data.consumers, stream.data.nowMs);
  return (
    <main className={styles.page}>
      <div className={styles.top}>
        <div>
          <h1 className={styles.title}>Speed</h1>
          <p className={styles.lead}>The same events as on the map, read by another consumer: over time.</p>
        </div>
        <WindowSwitch value={choice} onChange={({ window }) => change({ window, span: null })} />
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
      ) : page.isEmpty ? (
        <>
          <CountdownCard choice={choice} />
          <LatestCard />
        </>
      ) : (
        <>
          {fleet.data.completeThroughMs === null ? <CountdownCard choice={choice} /> : null}
          <div className={styles.charts}>
            <FleetCard
              fleet={fleet.data}
              selected={page.selected}
              stale={stale}
              view={page.view}
              limits={page.limits}
              onView={page.onView}
              onSelect={(startMs) => change({ at: String(startMs) })}
              csv={`${page.fleetPath}&format=csv`}
            />
            <DistributionCard
              distribution={distribution.data ?? null}
              error={distribution.error}
              stale={stale || distribution.error !== null}
            />
          </div>

          <div className={styles.sums}>
            {counts.data === undefined ? null : (
              <CountsCard counts={counts.data} delayMs={delayMs} stale={stale || counts.error !== null} />
            )}
            {accuracy.data === undefined ? null : (
              <AccuracyCard accuracy={accuracy.data} stale={stale || accuracy.error !== null} />
            )}
          </div>

          <section className={styles.section} aria-labelledby="places">
            <h2 id="places" className={styles.heading}>
              Places
            </h2>
            <PlacesSwitch
              value={places.window}
              onChange={(window) => change({ places: window === '5m' ? null : window })}
            />
          </section>
          <div className={styles.places}>
            <CellsCard places={places.cells} stale={stale} />
            <StreetsCard
              places={places.streets}
              sort={places.sort}
              onSort={(sort) => change({ streets: sort === 'over' ? null : sort })}
              onMore={places.onMore}
              stale={stale}
            />
          </div>

          <SpeedingEvents address={address} range={page.settledRange} window={choice.window} stale={stale} />

          <DriversCard
            drivers={drivers}
            address={address}
            window={choice.window}
            atMs={page.atMs}
            pinned={page.pinnedMs !== null}
            stale={stale}
          />
        </>
      )}
    </main>
  );
}
