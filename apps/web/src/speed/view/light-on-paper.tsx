'use client';

import { useEffect } from 'react';
import { flushSync } from 'react-dom';
import { useTheme } from '../../shell/theme.ts';

/**
 * Paper is white: while the page is printed it has its light colours, its charts included. A map is made anew for its
 * colours and would come too late: `data-screen` tells print.css what it was drawn in.
 */
export function LightOnPaper() {
  useEffect(() => {
    let before = useTheme.getState().theme;
    const show = (theme: typeof before) => {
      document.documentElement.dataset.theme = theme;
      flushSync(() => useTheme.setState({ theme }));
    };
    const begin = () => {
      before = useTheme.getState().theme;
      document.documentElement.dataset.screen = before;
      show('light');
    };
    const end = () => show(before);
    addEventListener('beforeprint', begin);
    addEventListener('afterprint', end);
    return () => {
      removeEventListener('beforeprint', begin);
      removeEventListener('afterprint', end);
    };
  }, []);
  return null;
}
