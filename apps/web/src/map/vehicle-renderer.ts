import type { CarFilter } from '../live/car-filter.ts';
import { statusMask } from '../live/car-filter.ts';
import type { RowsMessage } from '../live/live-messages.ts';
import { trailMs } from '../live/trail-length.ts';
import { carShape } from './car-shape.ts';
import { createCarTexture } from './car-texture.ts';
import { createProgram, type GlProgram } from './gl-program.ts';
import { type CarPalette, rgbOf } from './map-palette.ts';
import { ringFragmentShader, ringVertexShader } from './ring-shaders.ts';
import { fullScaleMps, speedScale } from './speed-scale.ts';
import {
  carFragmentShader,
  carVertexShader,
  marginPx,
  trailFragmentShader,
  trailVertexShader,
} from './vehicle-shaders.ts';

/** Everything one picture of the cars depends on besides the cars. */
export interface CarScene {
  /** Column-major, offsets from the city's origin → clip space. */
  readonly matrix: Float32Array;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixelRatio: number;
  readonly pxPerM: number;
  readonly zoom: number;
  /** Seconds since the table's epoch. */
  readonly seconds: number;
  readonly palette: CarPalette;
  readonly colorBy: 'status' | 'speed';
  readonly filter: CarFilter;
  /** 0 … 1 of all cars but the selected one: they fade where cells take their place. */
  readonly alpha: number;
  /** No motion between fixes (prefers-reduced-motion). */
  readonly stepped: boolean;
  readonly selectedRow: number;
  /** Of the selected car's newest fix; null where the device does not say. */
  readonly accuracyM: number | null;
  readonly hoveredRow: number;
  /** x0 y0 x1 y1 t0 t1 for each piece of the selected car's trail, times in seconds since the epoch. */
  readonly trail: Float32Array;
}

/** What a device's fix is taken to be good for where it does not say, m. */
const usualAccuracyM = 10;
/** From here on stale cars show how far they may have come; farther out the rings would hide the city. */
const ringsZoom = 14;

/** Draws a table of cars into a WebGL 2 context. */
export function createVehicleRenderer(gl: WebGL2RenderingContext) {
  const cars = createProgram(gl, carVertexShader, carFragmentShader);
  const trails = createProgram(gl, trailVertexShader, trailFragmentShader);
  const rings = createProgram(gl, ringVertexShader, ringFragmentShader);
  const table = createCarTexture(gl);
  /** Cars come from the texture: nothing but their number is told. */
  const noAttributes = gl.createVertexArray();
  const trailBuffer = gl.createBuffer();
  const trailLayout = instanceLayout(gl, trailBuffer, [4, 2]);
  let count = 0;

  function bindTable(program: GlProgram, scene: CarScene): void {
    program.activate();
    table.bind();
    gl.uniform1i(program.uniform('u_rows'), 0);
    gl.uniformMatrix4fv(program.uniform('u_matrix'), false, scene.matrix);
    gl.uniform2f(program.uniform('u_viewport'), scene.widthPx, scene.heightPx);
    gl.uniform1f(program.uniform('u_now'), scene.seconds);
    gl.uniform1f(program.uniform('u_step'), scene.stepped ? 1 : 0);
  }

  function drawTrail(scene: CarScene): void {
    if (scene.trail.length === 0) return;
    trails.activate();
    gl.bindBuffer(gl.ARRAY_BUFFER, trailBuffer);
    gl.bufferData(gl.ARRAY_BUFFER, scene.trail, gl.STREAM_DRAW);
    gl.uniformMatrix4fv(trails.uniform('u_matrix'), false, scene.matrix);
    gl.uniform2f(trails.uniform('u_viewport'), scene.widthPx, scene.heightPx);
    gl.uniform1f(trails.uniform('u_now'), scene.seconds);
    gl.uniform1f(trails.uniform('u_width'), 4);
    gl.uniform1f(trails.uniform('u_length'), trailMs / 1_000);
    gl.uniform1f(trails.uniform('u_px'), 1 / scene.pixelRatio);
    gl.uniform3fv(trails.uniform('u_color'), rgbOf(scene.palette.trail));
    gl.bindVertexArray(trailLayout);
    // Pieces overlap where they meet: the greater of the two, not their sum, leaves no beads there.
    gl.blendEquation(gl.MAX);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, scene.trail.length / 6);
    gl.blendEquation(gl.FUNC_ADD);
  }

  function drawRings(scene: CarScene): void {
    const one = scene.zoom < ringsZoom || scene.alpha < 1;
    if (one && scene.selectedRow < 0) return;
    bindTable(rings, scene);
    gl.uniform1f(rings.uniform('u_pxPerM'), scene.pxPerM);
    gl.uniform1f(rings.uniform('u_px'), 0.75 / scene.pixelRatio);
    gl.bindVertexArray(noAttributes);
    const draw = (row: number, color: string, accuracyM: number, rows: number, alpha: number) => {
      gl.uniform1i(rings.uniform('u_row'), row);
      gl.uniform1f(rings.uniform('u_accuracy'), accuracyM);
      gl.uniform1f(rings.uniform('u_alpha'), alpha);
      gl.uniform3fv(rings.uniform('u_color'), rgbOf(color));
      gl.drawArrays(gl.TRIANGLES, 0, 6 * rows);
    };
    if (!one) draw(-1, scene.palette.stale, usualAccuracyM, count, 0.5);
    if (scene.selectedRow < 0) return;
    draw(scene.selectedRow, scene.palette.halo, scene.accuracyM ?? usualAccuracyM, 1, 1);
  }

  function drawCars(scene: CarScene): void {
    const shape = carShape(scene.zoom);
    const { palette, filter } = scene;
    const { pixelRatio } = scene;
    bindTable(cars, scene);
    const [width, height] = canvasSize(scene);
    const margin = Math.round(marginPx * pixelRatio);
    gl.viewport(-margin, -margin, width + 2 * margin, height + 2 * margin);
    gl.uniform2f(cars.uniform('u_within'), width / (width + 2 * margin), height / (height + 2 * margin));
    gl.uniform1f(cars.uniform('u_pixelRatio'), pixelRatio);
    gl.uniform1f(cars.uniform('u_alpha'), scene.alpha);
    gl.uniform1i(cars.uniform('u_statuses'), statusMask(filter));
    // −1 stands for a speed that is not known: shown only where none is asked for.
    const anySpeed = filter.leastKmh <= 0 && filter.mostKmh === null;
    const most = filter.mostKmh === null ? 1_000 : filter.mostKmh / 3.6;
    gl.uniform2f(cars.uniform('u_speeds'), anySpeed ? -2 : filter.leastKmh / 3.6, most);
    gl.uniform1f(cars.uniform('u_size'), shape.sizePx);
    gl.uniform1f(cars.uniform('u_wedge'), shape.wedge);
    gl.uniform1f(cars.uniform('u_px'), 0.75 / pixelRatio);
    gl.uniform1f(cars.uniform('u_bySpeed'), scene.colorBy === 'speed' ? 1 : 0);
    gl.uniform1f(cars.uniform('u_fullSpeed'), fullScaleMps);
    gl.uniform1i(cars.uniform('u_selected'), scene.selectedRow);
    gl.uniform1i(cars.uniform('u_hovered'), scene.hoveredRow);
    const colors = [palette.available, palette.toPickup, palette.onTrip].flatMap((hex) => rgbOf(hex));
    gl.uniform3fv(cars.uniform('u_colors'), colors);
    gl.uniform3fv(cars.uniform('u_scale'), scaleColors);
    gl.uniform3fv(
      cars.uniform('u_casing'),
      rgbOf(scene.colorBy === 'speed' ? palette.speedCasing : palette.casing),
    );
    gl.uniform3fv(cars.uniform('u_staleColor'), rgbOf(palette.stale));
    gl.uniform3fv(cars.uniform('u_halo'), rgbOf(palette.halo));
    gl.bindVertexArray(noAttributes);
    gl.drawArrays(gl.POINTS, 0, count);
  }

  return {
    take(message: RowsMessage): void {
      table.write(message.rows, message.words, message.count);
      count = message.count;
    },
    draw(scene: CarScene): void {
      gl.viewport(0, 0, ...canvasSize(scene));
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      if (count > 0) drawRings(scene);
      drawTrail(scene);
      if (count > 0) drawCars(scene);
      gl.bindVertexArray(null);
    },
  };
}
export type VehicleRenderer = ReturnType<typeof createVehicleRenderer>;

const scaleColors = speedScale.flatMap((hex) => rgbOf(hex));

/** In the screen's own px. */
function canvasSize({ widthPx, heightPx, pixelRatio }: CarScene): [number, number] {
  return [Math.round(widthPx * pixelRatio), Math.round(heightPx * pixelRatio)];
}

/** Vertex attributes 0, 1, … of the given sizes, one step per instance. */
function instanceLayout(gl: WebGL2RenderingContext, buffer: WebGLBuffer, sizes: readonly number[]) {
  const layout = gl.createVertexArray();
  gl.bindVertexArray(layout);
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  const stride = sizes.reduce((sum, size) => sum + size, 0) * 4;
  let offset = 0;
  sizes.forEach((size, location) => {
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, size, gl.FLOAT, false, stride, offset);
    gl.vertexAttribDivisor(location, 1);
    offset += size * 4;
  });
  gl.bindVertexArray(null);
  return layout;
}

/** The pieces between the points of a trail (x, y, epoch ms each) as `CarScene.trail`. */
export function trailPieces(trail: Float64Array, epochMs: number): Float32Array {
  const pieces = new Float32Array(Math.max(0, trail.length / 3 - 1) * 6);
  for (let i = 3; i < trail.length; i += 3) {
    const [fromX, fromY, fromMs, toX, toY, toMs] = trail.subarray(i - 3, i + 3);
    const times = [(fromMs - epochMs) / 1_000, (toMs - epochMs) / 1_000];
    pieces.set([fromX, fromY, toX, toY, ...times], (i / 3 - 1) * 6);
  }
  return pieces;
}
