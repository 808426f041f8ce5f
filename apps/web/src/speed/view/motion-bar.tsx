import { type Motion, motionShares, motionText } from '../motion-shares.ts';
import { unknown } from '../speed-text.ts';
import styles from './motion-bar.module.css';

/** Time moving, idle and stopped as one small bar; its words are beside it or, in a table, for who cannot see it. */
export function MotionBar({
  motion,
  words,
}: {
  readonly motion: Motion;
  readonly words: 'shown' | 'hidden';
}) {
  const parts = motionShares(motion);
  if (parts === null)
    return (
      <span className={styles.none} title="not known for this window">
        {unknown}
      </span>
    );
  const text = motionText(parts);
  return (
    <span className={styles.motion} title={text}>
      <span className={styles.bar} aria-hidden="true">
        {parts.map(({ kind, share }) => (
          <span key={kind} className={styles[kind]} style={{ width: `${share * 100}%` }} />
        ))}
      </span>
      <span className={words === 'shown' ? styles.words : 'visually-hidden'}>{text}</span>
    </span>
  );
}
