'use client';

import { useEffect } from 'react';
import type { MapController } from '../map/map-controller.ts';

/** Tells the map which part of it a panel covers: what is followed keeps clear of it. */
export function useCover(controller: MapController | null, open: boolean): void {
  useEffect(() => {
    if (controller === null || !open) return;
    const narrow = matchMedia('(max-width: 720px)').matches;
    controller.padding(
      narrow ? { top: 110, right: 0, bottom: innerHeight * 0.42 + 60 } : { top: 0, right: 376, bottom: 0 },
    );
    return () => controller.padding({ top: 0, right: 0, bottom: 0 });
  }, [controller, open]);
}
