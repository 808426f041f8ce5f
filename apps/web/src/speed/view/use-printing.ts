'use client';

import { useSyncExternalStore } from 'react';

/** Whether the page is being put on paper: what is folded then opens, and what is drawn in parts is drawn whole. */
export function useIsPrinting(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => printing,
    () => false,
  );
}

let printing = false;

function subscribe(changed: () => void): () => void {
  const media = matchMedia('print');
  const update = () => {
    if (printing === media.matches) return;
    printing = media.matches;
    changed();
  };
  const begin = () => {
    printing = true;
    changed();
  };
  const end = () => {
    printing = false;
    changed();
  };
  media.addEventListener('change', update);
  addEventListener('beforeprint', begin);
  addEventListener('afterprint', end);
  return () => {
    media.removeEventListener('change', update);
    removeEventListener('beforeprint', begin);
    removeEventListener('afterprint', end);
  };
}
