import styles from './wordmark.module.css';

/** The name with its mark: a heading, drawn as the wedge the cars are. */
export function Wordmark() {
  return (
    <span className={styles.wordmark}>
      <svg className={styles.mark} viewBox="0 0 24 24" aria-hidden="true">
        <path d="M12 2.6c.7 0 1.3.4 1.6 1L20.6 18c.7 1.5-.8 3-2.3 2.4L12 17.8l-6.3 2.6c-1.5.6-3-.9-2.3-2.4L10.4 3.6c.3-.6.9-1 1.6-1Z" />
      </svg>
      Rumo
    </span>
  );
}
