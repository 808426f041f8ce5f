import type { WindowDrawing } from '../explain-window.ts';
import { distanceText } from '../speed-text.ts';
import styles from './fix-path.module.css';

const side = 200;
const edge = 16;

/** The way through a window's fixes, north up, with a bar for its scale. */
export function FixPath({ drawing }: { readonly drawing: WindowDrawing }) {
  const { path, pathM } = drawing;
  const inner = side - 2 * edge;
  const at = (share: number) => edge + share * inner;
  const line = path
    .filter(({ outcome, isBefore }) => outcome === 'used' || isBefore)
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${at(x).toFixed(1)} ${at(y).toFixed(1)}`)
    .join('');
  const barM = barLength(pathM);
  return (
    <svg className={styles.path} viewBox={`0 0 ${side} ${side}`} aria-hidden="true">
      <rect className={styles.ground} width={side} height={side} rx={6} />
      <path className={styles.line} d={line} />
      {path.map(({ x, y, outcome, isBefore }, index) => (
        <circle
          // biome-ignore lint/suspicious/noArrayIndexKey: a fix has no other name here, and its place does not move
          key={index}
          className={styles.fix}
          data-outcome={outcome}
          data-before={isBefore}
          cx={at(x)}
          cy={at(y)}
          r={4}
        />
      ))}
      <path className={styles.bar} d={`M${edge - 6} ${side - 8}h${(barM / pathM) * inner}`} />
      <text className={styles.length} x={edge - 6} y={side - 14}>
        {distanceText(barM)}
      </text>
      <text className={styles.north} x={side - 14} y={18}>
        N
      </text>
    </svg>
  );
}

/** A round length of about a third of the square. */
function barLength(pathM: number): number {
  const power = 10 ** Math.floor(Math.log10(pathM / 3));
  const lead = pathM / 3 / power;
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power;
}
