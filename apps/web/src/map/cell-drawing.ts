import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import { useLive } from '../live/live-store.ts';
import type { VehicleTable } from '../live/vehicle-table.ts';
import { cellFeatures, noCells } from './cell-overlay.ts';
import { type CrowdedCar, densityCells, isCrowded } from './density-cells.ts';
import { toScreen } from './pick-car.ts';
import type { VehicleOverlay } from './vehicle-overlay.ts';

const everyMs = 1_000;
/** From here on cars are wedges on streets and never give way to cells. */
const carsApartZoom = 13;

/** Once a second draws cells in the place of cars that cannot be told apart, or takes them away (M7). */
export function drawCells(map: MapLibreMap, table: VehicleTable, overlay: VehicleOverlay): () => void {
  function update(): void {
    const last = overlay.last();
    const source = map.getSource<GeoJSONSource>('cells');
    if (last === null || source === undefined || document.hidden) return;
    const { clientWidth: widthPx, clientHeight: heightPx } = map.getContainer();
    const cars: CrowdedCar[] = [];
    for (let row = 0; row < table.count; row++) {
      const { speedMps, ...offset } = table.drawn(row, last.drawMs);
      cars.push({ ...toScreen(last.matrix, { widthPx, heightPx }, offset), speedMps });
    }
    const crowded = map.getZoom() < carsApartZoom && isCrowded(cars, overlay.state.crowded);
    if (!crowded && !overlay.state.crowded) return;
    source.setData(crowded ? cellFeatures(densityCells(cars), (point) => map.unproject(point)) : noCells);
    overlay.state.crowded = crowded;
    useLive.setState({ crowded });
    overlay.redraw();
  }
  const timer = setInterval(update, everyMs);
  map.on('zoomend', update);
  return () => clearInterval(timer);
}
