import type { DriverWindow } from '../api-answers.ts';
import { motionShares, motionSum } from '../motion-shares.ts';
import { durationText } from '../speed-text.ts';
import { Card } from './card.tsx';
import { Explained } from './explained.tsx';
import swatches from './motion-bar.module.css';
import { MotionBar } from './motion-bar.tsx';
import styles from './motion-card.module.css';

const why = {
  moving: 'Time between fixes in which it drove at least a metre a second.',
  idle: 'Time in which it stood and was free.',
  stopped: 'Time in which it stood on a trip or on the way to one, as at a light.',
} as const;

interface MotionCardProps {
  readonly windows: readonly DriverWindow[];
  readonly windowMs: number;
  readonly stale: boolean;
}

/** How a driver's time was spent in the windows shown. */
export function MotionCard({ windows, windowMs, stale }: MotionCardProps) {
  const sum = motionSum(windows);
  const parts = motionShares(sum);
  return (
    <Card
      title="Moving, idle, stopped"
      stale={stale}
      aside={`${windows.length} windows of ${durationText(windowMs)}`}
    >
      {parts === null ? (
        <p className={styles.none}>These windows do not tell how the time was spent.</p>
      ) : (
        <>
          <MotionBar motion={sum} words="hidden" />
          <dl className={styles.parts}>
            {parts.map(({ kind, seconds, share }) => (
              <div key={kind}>
                <dt>
                  <i className={swatches[kind]} />
                  <Explained why={why[kind]}>{kind}</Explained>
                </dt>
                <dd>
                  {durationText(seconds * 1_000)} <span>{Math.round(share * 100)} %</span>
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </Card>
  );
}
