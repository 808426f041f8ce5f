import type { FixMark, WindowDrawing } from '../explain-window.ts';
import { clockText, distanceText } from '../speed-text.ts';
import styles from './fix-timeline.module.css';
import { useIsNarrow } from './use-is-narrow.ts';

const left = 76;
const right = 12;
const speedTop = 14;
const speedHeight = 84;
const takenY = 128;
const cameY = 192;
const height = 214;
const labelFromPx = 34;

/**
 * Above, the stretches between fixes as high as their speed and as wide as their time; below, when fixes were taken and
 * in what order they came. Lines that cross are fixes that overtook each other. Its numbers are in the table.
 */
export function FixTimeline({ drawing }: { readonly drawing: WindowDrawing }) {
  const narrow = useIsNarrow();
  const width = narrow ? 360 : 900;
  const tickMs = narrow ? 5_000 : 2_000;
  const { marks, segments, topKmh, fromMs, toMs, windowShare } = drawing;
  const x = (share: number) => left + share * (width - left - right);
  const ground = speedTop + speedHeight;
  const seconds = [];
  for (let ms = Math.ceil(fromMs / tickMs) * tickMs; ms <= toMs; ms += tickMs) seconds.push(ms);
  const timeX = (ms: number) => x((ms - fromMs) / (toMs - fromMs));
  return (
    <svg className={styles.timeline} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <rect
        className={styles.outside}
        x={left}
        y={speedTop}
        width={x(windowShare) - left}
        height={takenY - speedTop}
      />
      <text className={styles.label} x={0} y={speedTop + 8}>
        {topKmh} km/h
      </text>
      <path
        className={styles.grid}
        d={`M${left} ${speedTop}H${width - right}M${left} ${ground}H${width - right}`}
      />
      {segments.map((segment) => {
        const from = x(segment.fromShare);
        const wide = x(segment.toShare) - from;
        const high = segment.outlier ? speedHeight : (segment.kmh / topKmh) * speedHeight;
        return (
          <g key={segment.toShare}>
            <rect
              className={styles.segment}
              data-outlier={segment.outlier}
              x={from + 0.5}
              y={ground - high}
              width={Math.max(1, wide - 1)}
              height={high}
            >
              <title>{`${distanceText(segment.distanceM)}, ${segment.kmh.toFixed(1)} km/h`}</title>
            </rect>
            {wide < labelFromPx ? null : (
              <text className={styles.metres} x={from + wide / 2} y={ground - 6}>
                {segment.outlier ? 'outlier' : `${Math.round(segment.distanceM)} m`}
              </text>
            )}
          </g>
        );
      })}
      {seconds.map((ms) => (
        <text key={ms} className={styles.time} x={timeX(ms)} y={ground + 14} textAnchor={anchor(ms, toMs)}>
          {clockText(ms)}
        </text>
      ))}
      <text className={styles.label} x={0} y={takenY + 4}>
        taken at
      </text>
      <text className={styles.label} x={0} y={cameY + 4}>
        came in
      </text>
      <path
        className={styles.grid}
        d={`M${left} ${takenY}H${width - right}M${left} ${cameY}H${width - right}`}
      />
      {marks.map((mark) => (
        <Fix key={mark.fix.position} mark={mark} takenX={x(mark.timeShare)} cameX={x(mark.arrivalShare)} />
      ))}
    </svg>
  );
}

function Fix(props: { readonly mark: FixMark; readonly takenX: number; readonly cameX: number }) {
  const { mark, takenX, cameX } = props;
  const { outcome } = mark.fix;
  const bend = (cameY - takenY) / 2;
  return (
    <g className={styles.fix} data-outcome={outcome} data-before={mark.isBefore}>
      <path
        d={`M${takenX} ${takenY}C${takenX} ${takenY + bend} ${cameX} ${cameY - bend} ${cameX} ${cameY}`}
      />
      <circle cx={takenX} cy={takenY} r={4.5} />
      <circle cx={cameX} cy={cameY} r={4.5} />
      <text x={cameX} y={cameY + 18}>
        {mark.arrivalRank}
      </text>
      <title>{`${mark.isBefore ? 'the fix before the window' : outcome}: came ${(mark.delayMs / 1_000).toFixed(1)} s after it was taken`}</title>
    </g>
  );
}

function anchor(ms: number, toMs: number): 'middle' | 'end' {
  return toMs - ms < 500 ? 'end' : 'middle';
}
