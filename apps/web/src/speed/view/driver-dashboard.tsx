'use client';

import { MapPin } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { StreamStrip } from '../../shell/stream-strip.tsx';
import type { CountsAnswer, DriverAnswer, DriverWindow, LatestAnswer } from '../api-answers.ts';
import { rangeOf, settledRange, type ViewLimits, viewQuery } from '../chart-view.ts';
import { clockText, durationText, kmhText } from '../speed-text.ts';
import { streamTrouble } from '../stream-trouble.ts';
import { watermarkDelayMs } from '../watermark-delay.ts';
import { windowChoice, windowLengths } from '../window-length.ts';
import { Card } from './card.tsx';
import { CountsCard } from './counts-card.tsx';
import { DriverCard } from './driver-card.tsx';
import styles from './driver-dashboard.module.css';
import { ExplainCard } from './explain-card.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { MotionCard } from './motion-card.tsx';
import { Notice } from './notice.tsx';
import { SpeedingEvents } from './speeding-events.tsx';
import { useApi } from './use-api.ts';
import { useChartView } from './use-chart-view.ts';
import { useRested } from './use-rested.ts';
import { useStream } from './use-stream.ts';
import { useUrlState } from './use-url-state.ts';
import { WindowSwitch } from './window-switch.tsx';

const refreshMs = 2_500;
/** A pointer that only crosses a bar asks nothing of the log. */
const restMs = 200;

/** One driver's windows, its numbers and, where it has one, its odometer. */
export function DriverDashboard({ driverId }: { readonly driverId: string }) {
  const address = useUrlState();
  const [parameters, change] = address;
  const choice = windowChoice(parameters.get('window'));
  const asked = { windowMs: windowLengths[choice.window], lookBackMs: choice.lookBackMs };
  const [view, onView, settled] = useChartView(address, asked.windowMs, asked.lookBackMs);
  const id = encodeURIComponent(driverId);
  const path = `/api/speed/drivers/${id}?window=${choice.window}&${viewQuery(view, asked)}`;
  const driver = useApi<DriverAnswer>(path, refreshMs);
  const stream = useStream();
  const counts = useApi<CountsAnswer>('/api/speed/counts', 3_000);
  const unknown = driver.error?.status === 404;
  const latest = useApi<LatestAnswer>(unknown ? `/api/speed/latest?driver=${id}&limit=1` : null, refreshMs);

  const windows = driver.data?.windows ?? [];
  const windowMs = driver.data?.windowMs ?? asked.windowMs;
  const limits: ViewLimits = {
    windowMs,
    firstMs: windows[0]?.startMs ?? 0,
    endMs: Math.max((windows.at(-1)?.startMs ?? 0) + windowMs, driver.data?.completeThroughMs ?? 0),
    lookBackMs: asked.lookBackMs,
  };
  const range = rangeOf(view, limits.endMs);
  const seen = windows.filter(({ startMs }) => startMs < range.toMs && startMs + windowMs > range.fromMs);

  const kept = startOf(parameters.get('at'), windowMs);
  const [pointed, setPointed] = useState<DriverWindow | null>(null);
  const rested = useRested(pointed?.startMs ?? null, restMs);
  const explainedMs = rested ?? kept;
  const explained = windows.find(({ startMs }) => startMs === explainedMs);
  const [baseMs, setBaseMs] = useState<number | null>(null);

  const trouble = stream.data === undefined ? null : streamTrouble(stream.data.consumers, stream.data.nowMs);
  const delayMs =
    stream.data === undefined ? null : watermarkDelayMs(stream.data.consumers, stream.data.nowMs);
  const error = unknown ? null : driver.error;
  const stale = error !== null || (trouble?.grave ?? false);
  const live = latest.data?.rows[0];
  return (
    <main className={styles.page}>
      <nav className={styles.way} aria-label="Where this is">
        <Link href={`/speed?window=${choice.window}`}>Speed</Link> <span aria-hidden="true">/</span> Drivers
      </nav>
      <div className={styles.top}>
        <div className={styles.name}>
          <h1 className={styles.title}>{driverId}</h1>
          <Link className={styles.map} href={`/?driver=${id}`}>
            <MapPin size={16} aria-hidden="true" /> On the map
          </Link>
        </div>
        <WindowSwitch value={choice} onChange={({ window }) => change({ window, span: null })} />
      </div>

      <StreamStrip variant="bar" />
      <FailureNotice error={error} lastAnswerMs={driver.dataUpdatedAt} />
      {error === null && trouble !== null ? <Notice grave={trouble.grave}>{trouble.what}</Notice> : null}

      {unknown && latest.isPending ? (
        <p className={styles.waiting}>No window has this driver yet. Looking at the newest fixes …</p>
      ) : unknown ? (
        <Card title={live === undefined ? 'No such driver' : 'No window of this driver has closed yet'}>
          {live === undefined ? (
            <p>
              No closed window and no fix of the present stream has the id “{driverId}”.{' '}
              <Link href="/speed">All drivers</Link>
            </p>
          ) : (
            <p>
              Its newest fix, of {clockText(live.occurredAtMs)}, says{' '}
              {live.speedKmh === null ? 'no speed' : `${kmhText(live.speedKmh)} km/h`}: live, not final.
            </p>
          )}
        </Card>
      ) : driver.data === undefined ? (
        error === null ? (
          <p className={styles.waiting}>Reading the driver’s windows …</p>
        ) : null
      ) : windows.length === 0 && view.kind === 'live' ? (
        <Card title="No windows in this stretch of time" stale={stale}>
          <p>
            This driver has windows, but none in the last {durationText(choice.lookBackMs)} of the stream. A
            longer window looks farther back.
          </p>
        </Card>
      ) : (
        <>
          <DriverCard
            driverId={driverId}
            windows={windows}
            seen={seen}
            stale={stale}
            view={view}
            limits={limits}
            onView={onView}
            selectedMs={kept}
            onSelect={({ startMs }) => change({ at: startMs === kept ? null : String(startMs) })}
            onPoint={setPointed}
            csv={`${path}&format=csv`}
          />
          <ExplainCard
            driverId={driverId}
            startMs={explainedMs}
            windowMs={windowMs}
            provisional={explained?.provisional ?? false}
            baseMs={baseMs}
            onBase={setBaseMs}
          />
          <div className={styles.pair}>
            <MotionCard windows={seen} windowMs={windowMs} stale={stale} />
            <SpeedingEvents
              address={address}
              range={settledRange(settled, limits)}
              window={choice.window}
              driverId={driverId}
              stale={stale}
            />
          </div>
          {counts.data === undefined ? null : (
            <CountsCard
              counts={counts.data}
              delayMs={delayMs}
              stale={stale || counts.error !== null}
              of="of all drivers"
            />
          )}
        </>
      )}
    </main>
  );
}

/** The start of the window that an address names; null where it names none. */
function startOf(text: string | null, windowMs: number): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Math.floor(Number(text) / windowMs) * windowMs : null;
}
