'use client';

import { Maximize, Minus, Plus } from 'lucide-react';
import type { MapController } from '../map/map-controller.ts';
import button from '../shell/icon-button.module.css';
import styles from './zoom-buttons.module.css';

export function ZoomButtons({ controller }: { readonly controller: MapController | null }) {
  return (
    <fieldset className={styles.group} aria-label="Zoom">
      <button
        type="button"
        className={button.button}
        aria-label="Zoom in"
        onClick={() => controller?.zoom(1)}
      >
        <Plus size={18} aria-hidden="true" />
      </button>
      <button
        type="button"
        className={button.button}
        aria-label="Zoom out"
        onClick={() => controller?.zoom(-1)}
      >
        <Minus size={18} aria-hidden="true" />
      </button>
      <button
        type="button"
        className={button.button}
        aria-label="Show the whole city"
        onClick={() => controller?.showCity()}
      >
        <Maximize size={16} aria-hidden="true" />
      </button>
    </fieldset>
  );
}
