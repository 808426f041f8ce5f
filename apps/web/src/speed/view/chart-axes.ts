import type uPlot from 'uplot';
import { clockText, minuteText } from '../speed-text.ts';
import type { ChartTokens } from './chart-tokens.ts';

const font = '12px "Inter Variable", system-ui, sans-serif';

/** px beside the plotting area, for half a label. */
export const rightPadding = 12;
const speedAxisPx = 40;

/** Local time below, km/h on the left. */
export function timeAndSpeedAxes(tokens: ChartTokens): uPlot.Axis[] {
  const shared = { stroke: tokens.muted, font, ticks: { show: false } };
  return [
    {
      ...shared,
      space: 72,
      size: 30,
      gap: 6,
      grid: { show: false },
      values: (plot, splits, _axis, _space, increment) => {
        const text = increment < 60_000 ? clockText : minuteText;
        const room = increment < 60_000 ? 26 : 16;
        return splits.map((ms) => (isWhole(plot, ms, room) ? text(ms) : ''));
      },
    },
    {
      ...shared,
      size: speedAxisPx,
      space: 44,
      gap: 8,
      grid: { stroke: tokens.grid, width: 1 },
      values: (_plot, splits) => splits.map(String),
    },
  ];
}

/** Whether a label of half the width `room` stays within the chart's right edge. */
function isWhole(plot: uPlot, ms: number, room: number): boolean {
  const { min, max } = plot.scales.x;
  if (min == null || max == null || max === min) return true;
  // The axes are laid out before the plotting area has its size: what is left beside the y axis is near enough.
  const areaPx = plot.width - speedAxisPx - rightPadding;
  return ((max - ms) / (max - min)) * areaPx + rightPadding >= room;
}

/** From 0 to the next ten above what is shown, so that the scale does not tremble with each window. */
export const speedScale: uPlot.Scale = {
  range: (_plot, _min, max) => [0, Math.max(20, Math.ceil(((max ?? 0) * 1.05) / 10) * 10)],
};
