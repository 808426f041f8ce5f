import type { ReactNode } from 'react';
import styles from './places-state.module.css';
import type { Places } from './use-places.ts';

interface PlacesStateProps {
  readonly places: Places<{ readonly enriched: boolean; readonly rows: readonly unknown[] }>;
  /** What the rows are, in the plural. */
  readonly what: string;
  readonly children: ReactNode;
}

/** The children where there is something to show; else why there is nothing, in words. */
export function PlacesState({ places, what, children }: PlacesStateProps) {
  const { answer, error, loading } = places;
  if (answer === null)
    return (
      <p className={styles.words}>
        {error !== null
          ? failure(error.status, error.message, what)
          : loading
            ? `Reading the ${what} …`
            : `No ${what} yet.`}
      </p>
    );
  if (!answer.enriched)
    return (
      <p className={styles.words}>
        Fixes are not matched to streets here, so there are no {what}. driver-speed does it where it is given
        a city.
      </p>
    );
  if (answer.rows.length === 0)
    return <p className={styles.words}>No {what} in this stretch of time yet. They fill as windows close.</p>;
  return children;
}

function failure(status: number | null, message: string, what: string): string {
  return status === 404 ? `This server does not tell the ${what}.` : message;
}
