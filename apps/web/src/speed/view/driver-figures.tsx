import type { DriverWindow } from '../api-answers.ts';
import type { DriverSummary } from '../driver-summary.ts';
import { countText, distanceText, durationText, kmhText } from '../speed-text.ts';
import { Explained } from './explained.tsx';
import { Figures } from './figures.tsx';

interface DriverFiguresProps {
  readonly windows: readonly DriverWindow[];
  readonly summary: DriverSummary;
  readonly windowMs: number;
}

const whyMean = 'All distance by all time of the windows shown: never a mean of speeds.';
const whyError =
  'The mean of how far computed and true speed lie apart, over complete windows of the same intervals.';

/** What a driver's windows say together. */
export function DriverFigures({ windows, summary, windowMs }: DriverFiguresProps) {
  const newest = windows.findLast((window) => !window.provisional) ?? null;
  const { value: distance, unit } = split(distanceText(summary.distanceM));
  return (
    <Figures
      figures={[
        {
          key: 'newest',
          label: `Newest complete ${durationText(windowMs)}`,
          value: kmhText(newest?.meanKmh ?? null),
          unit: 'km/h',
          strong: true,
        },
        {
          key: 'mean',
          label: <Explained why={whyMean}>Mean</Explained>,
          value: kmhText(summary.meanKmh),
          unit: 'km/h',
        },
        { key: 'fastest', label: 'Fastest window', value: kmhText(summary.fastestKmh), unit: 'km/h' },
        { key: 'distance', label: 'Distance', value: distance, unit },
        ...(summary.meanAbsErrorKmh === null
          ? []
          : [
              {
                key: 'error',
                label: (
                  <Explained why={whyError} edge="end">
                    Mean error
                  </Explained>
                ),
                value: summary.meanAbsErrorKmh.toFixed(2),
                unit: `km/h over ${countText(summary.compared)} windows`,
              },
            ]),
        ...(summary.outliers === 0
          ? []
          : [{ key: 'outliers', label: 'Outliers', value: countText(summary.outliers), unit: '' }]),
        ...(summary.partial === 0
          ? []
          : [{ key: 'partial', label: 'Partial windows', value: countText(summary.partial), unit: '' }]),
      ]}
    />
  );
}

function split(text: string): { value: string; unit: string } {
  const [value, unit = ''] = text.split(' ');
  return { value, unit };
}
