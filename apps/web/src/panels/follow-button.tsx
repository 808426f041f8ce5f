'use client';

import { LocateFixed } from 'lucide-react';
import { useLive } from '../live/live-store.ts';
import type { MapController } from '../map/map-controller.ts';
import button from '../shell/icon-button.module.css';

interface FollowButtonProps {
  readonly controller: MapController | null;
  /** Whether the selected car is known to be there. */
  readonly known: boolean;
}

/** Lets the map follow the selected car, or rest. */
export function FollowButton({ controller, known }: FollowButtonProps) {
  const following = useLive((state) => state.following);
  return (
    <button
      type="button"
      className={button.button}
      aria-pressed={following}
      aria-label={following ? 'Stop following' : 'Follow'}
      title="Follow (f)"
      disabled={!known}
      onClick={() => controller?.follow(!following)}
    >
      <LocateFixed size={18} aria-hidden="true" />
    </button>
  );
}
