'use client';

import { useEffect, useState } from 'react';
import { useTheme } from '../../shell/theme.ts';

/** The colours of the page's tokens, resolved: a canvas knows no custom properties. */
export interface ChartTokens {
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly line: string;
  readonly series: string;
  readonly band: string;
  readonly stale: string;
  readonly accent: string;
  readonly truth: string;
  readonly surface: string;
}

/** Null until the browser has been asked; another object when the theme changes. */
export function useChartTokens(): ChartTokens | null {
  const theme = useTheme((state) => state.theme);
  const [tokens, setTokens] = useState<ChartTokens | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme decides what the properties hold
  useEffect(() => {
    const style = getComputedStyle(document.documentElement);
    const read = (name: string) => style.getPropertyValue(`--color-${name}`).trim();
    setTokens({
      text: read('text'),
      muted: read('text-muted'),
      grid: read('series-grid'),
      line: read('line-strong'),
      series: read('series'),
      band: read('series-band'),
      stale: read('stale'),
      accent: read('accent'),
      truth: read('to-pickup'),
      surface: read('surface'),
    });
  }, [theme]);
  return tokens;
}
