import type { LiveSession } from '../live/live-session.ts';
import { matrixFromOrigin } from '../live/mercator-origin.ts';
import type { CarPalette } from './map-palette.ts';
import { createVehicleRenderer, trailMs, type VehicleRenderer } from './vehicle-renderer.ts';

/** What is drawn besides the cars themselves; whoever changes it calls `redraw`. */
export interface OverlayState {
  palette: CarPalette;
  zoom: number;
  colorBy: 'status' | 'speed';
  selectedHandle: number | null;
  hoveredHandle: number | null;
  stepped: boolean;
  /** Cells stand for the cars (M7); only the selected one's trail is drawn. */
  crowded: boolean;
}

export interface VehicleOverlay {
  readonly state: OverlayState;
  /** The camera moved: draw at once, within the same picture as the map. */
  camera(matrix: ArrayLike<number>): void;
  redraw(): void;
  /** The matrix and time of the last picture, for picking; null before the first. */
  last(): { readonly matrix: Float32Array; readonly drawMs: number } | null;
  /** Called before each picture with its time, such as to follow a car. */
  onFrame: ((drawMs: number) => void) | null;
  /** Pictures drawn since the start. */
  frames(): number;
  close(): void;
}

/**
 * Draws a session's cars on a canvas of their own above the map, at the display's rate while anything moves and not
 * at all while nothing does or the page is hidden.
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
  let drawMs: number | null = null;
  let request = 0;
  let count = 0;

  function draw(): void {
    if (gl === null || matrix === null || drawMs === null || gl.isContextLost()) return;
    const ratio = devicePixelRatio || 1;
    const { clientWidth: widthPx, clientHeight: heightPx } = canvas;
    const [width, height] = [Math.round(widthPx * ratio), Math.round(heightPx * ratio)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    const { table } = session;
    const { palette, zoom, colorBy, stepped } = state;
    const selectedRow = state.selectedHandle === null ? -1 : table.rowOf(state.selectedHandle);
    const hoveredRow = state.hoveredHandle === null ? -1 : table.rowOf(state.hoveredHandle);
    const trail = selectedRow < 0 ? [] : table.trail(selectedRow, drawMs, trailMs);
    const rows = state.crowded ? 0 : table.count;
    renderer.draw(table, {
      ...{ matrix, widthPx, heightPx, pixelRatio: ratio, zoom, drawMs, palette, colorBy, stepped, rows },
      ...{ selectedRow, hoveredRow, trail },
    });
    count++;
  }

  function frame(nowMs: number): void {
    request = 0;
    drawMs = session.drawTime(nowMs);
    if (drawMs === null) return;
    const moving = session.table.advance(drawMs);
    overlay.onFrame?.(drawMs);
    draw();
    if (moving && !state.stepped) redraw();
  }

  function redraw(): void {
    if (request === 0) request = requestAnimationFrame(frame);
  }

  const restored = () => {
    renderer = createVehicleRenderer(gl);
    redraw();
  };
  const lost = (event: Event) => event.preventDefault();
  canvas.addEventListener('webglcontextlost', lost);
  canvas.addEventListener('webglcontextrestored', restored);
  const stopListening = session.onChange(redraw);

  const overlay: VehicleOverlay = {
    state,
    onFrame: null,
    camera(next) {
      matrix = matrixFromOrigin(next, session.origin);
      draw();
    },
    redraw,
    last: () => (matrix === null || drawMs === null ? null : { matrix, drawMs }),
    frames: () => count,
    close() {
      cancelAnimationFrame(request);
      stopListening();
      canvas.removeEventListener('webglcontextlost', lost);
      canvas.removeEventListener('webglcontextrestored', restored);
    },
  };
  return overlay;
}
