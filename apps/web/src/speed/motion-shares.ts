import { durationText } from './speed-text.ts';

/** How a driver's time was spent, seconds; null where it is not known (W15). */
export interface Motion {
  readonly movingS: number | null;
  readonly idleS: number | null;
  readonly stoppedS: number | null;
}

export interface MotionPart {
  readonly kind: 'moving' | 'idle' | 'stopped';
  readonly seconds: number;
  /** 0 to 1, of the three together. */
  readonly share: number;
}

/** How time was spent, in order; null where it is not known or there is none. */
export function motionShares({ movingS, idleS, stoppedS }: Motion): readonly MotionPart[] | null {
  if (movingS === null || idleS === null || stoppedS === null) return null;
  const all = movingS + idleS + stoppedS;
  if (!(all > 0)) return null;
  const part = (kind: MotionPart['kind'], seconds: number) => ({ kind, seconds, share: seconds / all });
  return [part('moving', movingS), part('idle', idleS), part('stopped', stoppedS)];
}

/** "moving 8 s, idle 2 s": what took no time is left out. */
export function motionText(parts: readonly MotionPart[]): string {
  return parts
    .filter(({ seconds }) => seconds >= 0.5)
    .map(({ kind, seconds }) => `${kind} ${durationText(seconds * 1_000)}`)
    .join(', ');
}

/** The sum over windows; null as soon as none of them knows. */
export function motionSum(windows: readonly Motion[]): Motion {
  const sum = (pick: (window: Motion) => number | null) => {
    const known = windows.map(pick).filter((seconds) => seconds !== null);
    return known.length === 0 ? null : known.reduce((total, seconds) => total + seconds, 0);
  };
  return {
    movingS: sum((window) => window.movingS),
    idleS: sum((window) => window.idleS),
    stoppedS: sum((window) => window.stoppedS),
  };
}
