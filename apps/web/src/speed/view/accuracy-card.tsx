'use client';

import type { AccuracyAnswer } from '../api-answers.ts';
import { countText, durationText, kmhText, minuteText, signedKmhText } from '../speed-text.ts';
import styles from './accuracy-card.module.css';
import { Card } from './card.tsx';
import { Explained } from './explained.tsx';
import { Figures } from './figures.tsx';

const whyError =
  'The mean of how far the computed speed lies from the odometer’s, whichever side, over each window.';
const whyP95 = 'In 95 of 100 windows the error was smaller than this.';
const whyBias = 'The mean of computed minus true: above 0 the computed speeds read too high.';

/** Computed speeds against the simulated cars' odometers; nothing where there are none. */
export function AccuracyCard({
  accuracy,
  stale,
}: {
  readonly accuracy: AccuracyAnswer;
  readonly stale: boolean;
}) {
  if (accuracy.windows === 0 || accuracy.meanAbsErrorKmh === null) return null;
  return (
    <Card title="Accuracy against the odometer" stale={stale} aside="simulation only">
      <Figures
        figures={[
          {
            key: 'error',
            label: <Explained why={whyError}>Mean error</Explained>,
            value: hundredths(accuracy.meanAbsErrorKmh),
            unit: 'km/h',
            strong: true,
          },
          {
            key: 'p95',
            label: <Explained why={whyP95}>95 % below</Explained>,
            value: kmhText(accuracy.p95AbsErrorKmh),
            unit: 'km/h',
          },
          {
            key: 'bias',
            label: (
              <Explained why={whyBias} edge="end">
                Bias
              </Explained>
            ),
            value: signedKmhText(accuracy.biasKmh),
            unit: 'km/h',
          },
        ]}
      />
      <p className={styles.basis}>
        {countText(accuracy.windows)} complete windows of {durationText(accuracy.windowMs)}
        {accuracy.toMs === null ? '' : ` up to ${minuteText(accuracy.toMs)}`}, each compared over the very
        same stretches of time.
        {accuracy.otherIntervals > 0
          ? ` ${countText(accuracy.otherIntervals)} more cover other stretches (lost or late fixes) and are left out.`
          : ''}
      </p>
    </Card>
  );
}

function hundredths(kmh: number): string {
  return kmh.toFixed(2);
}
