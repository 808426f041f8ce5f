'use client';

import { useEffect } from 'react';
import { useLive } from '../live/live-store.ts';
import type { MapController } from '../map/map-controller.ts';
import { isTyping } from '../shell/typing-target.ts';

const panPx = 120;

/** The map page's keys. They work wherever the focus is, but not while typing. */
export function MapKeys({ controller }: { readonly controller: MapController | null }) {
  useEffect(() => {
    if (controller === null) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event) || document.querySelector('dialog[open]') !== null)
        return;
      const action = actionOf(event.key, controller);
      if (action === null) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [controller]);
  return null;
}

function actionOf(key: string, controller: MapController): (() => void) | null {
  const { selectedId, following, colorBy, listing, measuring } = useLive.getState();
  switch (key) {
    case '/':
      return () => document.getElementById('driver-search')?.focus();
    case 'ArrowUp':
      return () => controller.pan(0, -panPx);
    case 'ArrowDown':
      return () => controller.pan(0, panPx);
    case 'ArrowLeft':
      return () => controller.pan(-panPx, 0);
    case 'ArrowRight':
      return () => controller.pan(panPx, 0);
    case '+':
    case '=':
      return () => controller.zoom(1);
    case '-':
      return () => controller.zoom(-1);
    case 'f':
      return selectedId === null ? null : () => controller.follow(!following);
    case 'c':
      return () => useLive.setState({ colorBy: colorBy === 'status' ? 'speed' : 'status' });
    case 'l':
      return () => useLive.setState({ listing: !listing, selectedId: null });
    case 'i':
      return () => useLive.setState({ measuring: !measuring });
    case 'Escape':
      if (following) return () => controller.follow(false);
      if (selectedId !== null) return () => controller.select(null);
      return () => {
        useLive.setState({ listing: false });
        controller.showStreet(null);
      };
    default:
      return null;
  }
}
