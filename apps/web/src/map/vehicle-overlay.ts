import type { CarFilter } from '../live/car-filter.ts';
import { type DrawnCar, drawnCar } from '../live/car-row.ts';
import { drawTimeAt } from '../live/draw-clock.ts';
import type { RowsMessage } from '../live/live-messages.ts';
import type { LiveSession } from '../live/live-session.ts';
import { matrixFromOrigin } from '../live/mercator-origin.ts';
import { createFrameMeter, type FrameMeter } from './frame-meter.ts';
import type { CarPalette } from './map-palette.ts';
import { createVehicleRenderer, trailPieces, type VehicleRenderer } from './vehicle-renderer.ts';

/** What is drawn besides the cars themselves; whoever changes it calls `redraw`. */
export interface OverlayState {
  palette: CarPalette;
  zoom: number;
  pxPerM: number;
  colorBy: 'status' | 'speed';
  filter: CarFilter;
  accuracyM: number | null;
  /** Only the selected car and its trail are drawn. */
  alone: boolean;
  stepped: boolean;
  /** Cells stand for the cars (M7). */
  crowded: boolean;
}

export interface VehicleOverlay {
  readonly state: OverlayState;
  readonly meter: FrameMeter;
  /** The camera moved: draw at once, within the same picture as the map. */
  camera(matrix: ArrayLike<number>): void;
  redraw(): void;
  /** Where the selected car is drawn now; null while it is not there. */
  selected(): DrawnCar | null;
  /** Called before each picture, such as to follow a car. */
  onFrame: (() => void) | null;
  close(): void;
}

/** A camera that moved within this long draws the cars with the map: not once more beside it. */
const cameraRestMs = 60;
const fadeMs = 300;

/**
 * Draws a session's cars on a canvas of their own above the map, at the display's rate while anything moves and not
 * at all while nothing does or the page is hidden. Nothing here costs time for each car.
 */
export function createVehicleOverlay(
  canvas: HTMLCanvasElement,
  session: LiveSession,
  state: OverlayState,
): VehicleOverlay {
  const gl = canvas.getContext('webgl2', { antialias: false, premultipliedAlpha: true, alpha: true });
  if (gl === null) throw new Error('This browser has no WebGL 2, which the cars are drawn with.');
  let renderer: VehicleRenderer = createVehicleRenderer(gl);
  let matrix: Float32Array | null = null;
  /** The newest news of the cars; its rows themselves are on the graphics card. */
  let picture: RowsMessage | null = null;
  let request = 0;
  let drawnAtMs = 0;
  let movedAtMs = 0;
  let alpha = 1;
  const meter = createFrameMeter();

  const isHidden = () => state.crowded || state.alone;

  function takeRows(): void {
    const rows = session.takeRows();
    if (rows === null) return;
    renderer.take(rows);
    picture = rows;
  }

  function draw(): void {
    if (gl === null || matrix === null || gl.isContextLost()) return;
    takeRows();
    if (picture === null) return;
    const ratio = devicePixelRatio || 1;
    const { clientWidth: widthPx, clientHeight: heightPx } = canvas;
    const [width, height] = [Math.round(widthPx * ratio), Math.round(heightPx * ratio)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const now = frameMs();
    const change = Math.min(1, Math.max(0, now - drawnAtMs) / fadeMs);
    alpha = isHidden() ? Math.max(0, alpha - change) : Math.min(1, alpha + change);
    drawnAtMs = now;
    const { selected, hoveredRow, epochMs, clock } = picture;
    const { crowded: _, alone: __, ...look } = state;
    renderer.draw({
      ...look,
      ...{ matrix, widthPx, heightPx, pixelRatio: ratio, alpha, hoveredRow },
      seconds: (drawTimeAt(clock, now) - epochMs) / 1_000,
      selectedRow: selected?.row ?? -1,
      trail: selected === null ? noTrail : trailPieces(selected.trail, epochMs),
    });
    meter.picture();
  }

  function frame(): void {
    request = 0;
    const startMs = performance.now();
    overlay.onFrame?.();
    const now = frameMs();
    if (now - movedAtMs > cameraRestMs || drawnAtMs === 0) draw();
    meter.frame(performance.now() - startMs);
    const isFading = alpha !== (isHidden() ? 0 : 1);
    const isMoving = picture !== null && drawTimeAt(picture.clock, now) < picture.changesUntilMs;
    if (isFading || (isMoving && !state.stepped)) redraw();
  }

  function redraw(): void {
    if (request === 0) request = requestAnimationFrame(frame);
  }

  const restored = () => {
    renderer = createVehicleRenderer(gl);
    session.resend();
  };
  const lost = (event: Event) => event.preventDefault();
  canvas.addEventListener('webglcontextlost', lost);
  canvas.addEventListener('webglcontextrestored', restored);
  session.onRows(redraw);

  const overlay: VehicleOverlay = {
    state,
    meter,
    onFrame: null,
    camera(next) {
      matrix = matrixFromOrigin(next, session.origin);
      movedAtMs = frameMs();
      const startMs = performance.now();
      draw();
      meter.frame(performance.now() - startMs);
    },
    redraw,
    selected() {
      takeRows();
      if (picture === null || picture.selected === null) return null;
      const { words } = picture.selected;
      const seconds = (drawTimeAt(picture.clock, frameMs()) - picture.epochMs) / 1_000;
      return drawnCar(new Float32Array(words.buffer), words, 0, seconds);
    },
    close() {
      cancelAnimationFrame(request);
      canvas.removeEventListener('webglcontextlost', lost);
      canvas.removeEventListener('webglcontextrestored', restored);
    },
  };
  return overlay;
}

const noTrail = new Float32Array();

/** The time of the picture being made, the same for all that is drawn in it; epoch ms of the page's clock. */
function frameMs(): number {
  const { currentTime } = document.timeline;
  return performance.timeOrigin + (typeof currentTime === 'number' ? currentTime : performance.now());
}
