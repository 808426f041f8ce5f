import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import type { OffsetCell } from '../live/live-messages.ts';
import type { LiveSession } from '../live/live-session.ts';
import { useLive } from '../live/live-store.ts';
import { cellFeatures, cellOpacity, noCells } from './cell-overlay.ts';
import { boxOf, unitsPerPx } from './map-box.ts';
import type { VehicleOverlay } from './vehicle-overlay.ts';

const everyMs = 1_000;
/** From here on cars are wedges on streets and never give way to cells. */
const carsApartZoom = 13;
const fadeMs = 300;

/** Once a second draws cells in the place of cars that cannot be told apart, or takes them away (M7). */
export function drawCells(map: MapLibreMap, session: LiveSession, overlay: VehicleOverlay): () => void {
  let clearing: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;

  function show(cells: readonly OffsetCell[] | null): void {
    const source = map.getSource<GeoJSONSource>('cells');
    const crowded = cells !== null;
    if (source === undefined || (!crowded && !overlay.state.crowded)) return;
    clearTimeout(clearing);
    if (crowded) source.setData(cellFeatures(cells, session.origin));
    else clearing = setTimeout(() => source.setData(noCells), fadeMs);
    if (crowded === overlay.state.crowded) return;
    for (const [layer, property, value] of cellOpacity(crowded)) map.setPaintProperty(layer, property, value);
    overlay.state.crowded = crowded;
    useLive.setState({ crowded });
    overlay.redraw();
  }

  async function update(): Promise<void> {
    if (document.hidden || isAsking || useLive.getState().serverCells !== null) return;
    if (map.getZoom() >= carsApartZoom) {
      show(null);
      return;
    }
    isAsking = true;
    const { filter } = useLive.getState();
    const before = overlay.state.crowded;
    const cells = await session.ask('crowd', {
      box: boxOf(map, session.origin),
      unitsPerPx: unitsPerPx(map),
      filter,
      before,
    });
    isAsking = false;
    if (useLive.getState().serverCells === null) show(map.getZoom() >= carsApartZoom ? null : cells);
  }

  const stopServerCells = useLive.subscribe(({ serverCells }, before) => {
    if (serverCells === before.serverCells) return;
    if (serverCells !== null) show(serverCells);
    else void update();
  });
  const timer = setInterval(update, everyMs);
  map.on('zoomend', update);
  return () => {
    stopServerCells();
    clearInterval(timer);
    clearTimeout(clearing);
  };
}
