'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { windowText } from '../speed-text.ts';
import { type WindowLength, windowLengths } from '../window-length.ts';
import { Card } from './card.tsx';
import { CsvLink } from './csv-link.tsx';
import { DriverTable } from './driver-table.tsx';
import styles from './speed-dashboard.module.css';
import type { ApiError } from './use-api.ts';
import type { DriversOfWindow } from './use-drivers.ts';
import type { useUrlState } from './use-url-state.ts';

interface DriversCardProps {
  readonly drivers: UseQueryResult<DriversOfWindow, ApiError>;
  readonly address: ReturnType<typeof useUrlState>;
  readonly window: WindowLength;
  readonly atMs: number | null;
  /** Whether somebody chose the window, so that it does not move on. */
  readonly pinned: boolean;
  readonly stale: boolean;
}

/** Every driver of the chosen window. */
export function DriversCard({ drivers, address, window, atMs, pinned, stale }: DriversCardProps) {
  const { data, error } = drivers;
  const state = data?.provisional === true ? ' · provisional' : pinned ? '' : ' · newest complete window';
  return (
    <Card
      title="Drivers"
      stale={stale || error !== null}
      aside={
        atMs === null ? undefined : (
          <>
            {windowText(atMs, windowLengths[window])}
            {state}
            {pinned ? (
              <>
                {' · '}
                <button type="button" className={styles.link} onClick={() => address[1]({ at: null })}>
                  back to the newest
                </button>
              </>
            ) : null}
          </>
        )
      }
    >
      {data === undefined ? (
        <p className={styles.waiting}>{error === null ? 'Reading the drivers …' : error.message}</p>
      ) : (
        <>
          <DriverTable drivers={data} window={window} address={address} />
          <CsvLink href={`/api/speed/drivers?window=${window}&at=${data.startMs}&format=csv`} />
        </>
      )}
    </Card>
  );
}
