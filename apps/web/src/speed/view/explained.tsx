'use client';

import { type ReactNode, useId } from 'react';
import styles from './explained.module.css';

interface ExplainedProps {
  readonly children: ReactNode;
  /** One line, shown on hover and focus. */
  readonly why: string;
  /** Which edge of the word the line keeps to, so that it stays on the page. */
  readonly edge?: 'start' | 'end';
}

/** A word of the field with its explanation. */
export function Explained({ children, why, edge = 'start' }: ExplainedProps) {
  const id = useId();
  return (
    <span className={styles.explained}>
      <button type="button" className={styles.word} aria-describedby={id}>
        {children}
      </button>
      <span role="tooltip" id={id} className={styles.line} data-edge={edge}>
        {why}
      </span>
    </span>
  );
}
