import type { ReactNode } from 'react';
import styles from './notice.module.css';

/** What is wrong and since when, in its place. `grave` is trouble, the other a state one chose. */
export function Notice({ grave, children }: { readonly grave: boolean; readonly children: ReactNode }) {
  return (
    <p className={styles.notice} data-grave={grave} role="status">
      {children}
    </p>
  );
}
