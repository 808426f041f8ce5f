import { type Cell, encodeCells, latitudeOf, longitudeOf, type TileGrid } from '@rumo/events';
import { isInViewport } from './area.ts';
import type { CellSums } from './cell-sums.ts';
import type { MapView, ViewFrame } from './map-view.ts';

/** The cells of an area (M7): each frame holds them all. `sums` gives the newest of the grid's level. */
export function createCellsView(key: string, grid: TileGrid, sums: () => CellSums): MapView {
  let cells: readonly (Cell | null)[] = [];
  let of: CellSums | null = null;
  let frame: ViewFrame | null = null;

  const columnAt = (i: number) => (grid.westColumn + (i % grid.columns)) % 2 ** grid.level;
  const rowAt = (i: number) => grid.southRow + Math.floor(i / grid.columns);

  function update(): void {
    const now = sums();
    if (now === of) return;
    of = now;
    frame = null;
    const length = grid.columns * grid.rows;
    cells = Array.from({ length }, (_, i) => now.cell(columnAt(i), rowAt(i)));
  }

  return {
    key,
    get cars() {
      update();
      return cells.reduce((sum, cell) => sum + (cell?.cars ?? 0), 0);
    },
    get version() {
      update();
      return of?.revision ?? 0;
    },
    frame(_since, { brokerTimeMs }) {
      update();
      // A frame of an earlier tick is as good while the sums are the same.
      frame ??= {
        bytes: encodeCells(brokerTimeMs, grid, cells),
        snapshot: true,
        newcomers: [],
        packet: null,
      };
      return frame;
    },
    carsIn(viewport) {
      update();
      return cells.reduce((sum, cell, i) => {
        if (cell === null) return sum;
        const latitude = latitudeOf(rowAt(i) + 0.5, grid.level);
        const longitude = longitudeOf(columnAt(i) + 0.5, grid.level);
        return isInViewport(viewport, latitude, longitude) ? sum + cell.cars : sum;
      }, 0);
    },
    close() {},
  };
}
