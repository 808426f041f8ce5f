import { type ReactNode, useId } from 'react';
import styles from './card.module.css';

interface CardProps {
  readonly title: ReactNode;
  /** Beside the title, on the right. */
  readonly aside?: ReactNode;
  /** What is shown is old: it turns grey. */
  readonly stale?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A titled part of a page. */
export function Card({ title, aside, stale = false, className, children }: CardProps) {
  const id = useId();
  return (
    <section
      className={`${styles.card} ${className ?? ''}`}
      aria-labelledby={id}
      data-stale={stale ? 'true' : undefined}
    >
      <header className={styles.head}>
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        {aside === undefined ? null : <div className={styles.aside}>{aside}</div>}
      </header>
      {children}
    </section>
  );
}
