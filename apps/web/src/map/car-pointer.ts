import type { Map as MapLibreMap } from 'maplibre-gl';
import type { LiveSession } from '../live/live-session.ts';
import { useLive } from '../live/live-store.ts';
import { offsetOf } from '../live/mercator-origin.ts';
import { unitsPerPx } from './map-box.ts';

/** A finger is less exact than a mouse. */
const reachPx = { mouse: 14, touch: 26 };

/** Selects the car that is clicked, and marks the one under the mouse. */
export function watchPointer(map: MapLibreMap, session: LiveSession): void {
  let hovered: number | null = null;
  let isAsking = false;
  let lastMove: { readonly lat: number; readonly lng: number } | null = null;

  function pick(at: { readonly lat: number; readonly lng: number }, px: number) {
    const { x, y } = offsetOf(session.origin, { latitude: at.lat, longitude: at.lng });
    return session.ask('pick', { x, y, reach: px * unitsPerPx(map), filter: useLive.getState().filter });
  }

  async function hover(): Promise<void> {
    if (isAsking || lastMove === null) return;
    isAsking = true;
    const at = lastMove;
    lastMove = null;
    const handle = (await pick(at, reachPx.mouse))?.handle ?? null;
    isAsking = false;
    if (handle !== hovered) {
      hovered = handle;
      session.hover(handle);
      map.getCanvas().style.cursor = handle === null ? '' : 'pointer';
    }
    // Only the newest place counts, and only one question is under way.
    void hover();
  }

  map.on('click', async ({ lngLat, originalEvent }) => {
    if (useLive.getState().crowded || useLive.getState().riding) return;
    const isTouch = 'pointerType' in originalEvent && originalEvent.pointerType === 'touch';
    const picked = await pick(lngLat, isTouch ? reachPx.touch : reachPx.mouse);
    useLive.setState({ selectedId: picked?.driverId ?? null, following: false });
  });
  map.on('mousemove', ({ lngLat }) => {
    if (useLive.getState().riding) return;
    lastMove = lngLat;
    void hover();
  });
}
