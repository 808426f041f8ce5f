'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { fetchJson } from '../shell/fetch-json.ts';
import { useNow } from '../shell/use-now.ts';
import type { DriverAnswer, StreamAnswer } from '../speed/api-answers.ts';
import { firstClose } from '../speed/first-close.ts';
import { durationText } from '../speed/speed-text.ts';
import styles from './driver-panel.module.css';
import { WindowBars } from './window-bars.tsx';

const windowMs = 10_000;

/** The driver's last closed windows; until there is one, when the first closes. */
export function DriverWindows({ driverId }: { readonly driverId: string }) {
  const address = `/api/speed/drivers/${encodeURIComponent(driverId)}?window=10s&last=5m`;
  const history = useQuery({
    queryKey: ['driver-windows', driverId],
    queryFn: () => fetchJson<DriverAnswer>(address),
    refetchInterval: 5_000,
    retry: false,
  });
  const windows = history.data?.windows ?? [];
  return (
    <section className={styles.section}>
      <h3>
        Speed in 10 s windows
        <Link href={`/speed/drivers/${encodeURIComponent(driverId)}`}>All windows</Link>
      </h3>
      {windows.length > 0 ? <WindowBars windows={windows} windowMs={windowMs} /> : <NoWindowYet />}
    </section>
  );
}

function NoWindowYet() {
  const now = useNow(1_000);
  const stream = useQuery({
    queryKey: ['stream'],
    queryFn: () => fetchJson<StreamAnswer>('/api/stream'),
    refetchInterval: 1_000,
  });
  const consumer = stream.data?.consumers.find((each) => each.service === 'driver-speed');
  const since = now === null ? 0 : Math.max(0, now - stream.dataUpdatedAt);
  return <p className={styles.note}>{waitingText(consumer, since)}</p>;
}

function waitingText(consumer: StreamAnswer['consumers'][number] | undefined, sinceMs: number): string {
  if (consumer === undefined) return 'No window has closed yet.';
  const close = firstClose(consumer, windowMs, sinceMs);
  switch (close.kind) {
    case 'closes':
      return `No window of this driver has closed in the last 5 min. The next closes in ${durationText(close.inMs)}.`;
    case 'no_fix':
      return 'No window yet: driver-speed has read no fix.';
    case 'paused':
      return 'No window yet: driver-speed is paused.';
    case 'silent':
      return close.error;
  }
}
