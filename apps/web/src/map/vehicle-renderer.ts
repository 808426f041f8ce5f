import { floatsPerCar } from '../live/vehicle-row.ts';
import type { TrailPoint, VehicleTable } from '../live/vehicle-table.ts';
import { carShape } from './car-shape.ts';
import { createProgram } from './gl-program.ts';
import { type CarPalette, rgbOf } from './map-palette.ts';
import { fullScaleMps, speedScale } from './speed-scale.ts';
import {
  carFragmentShader,
  carVertexShader,
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
  readonly zoom: number;
  readonly drawMs: number;
  readonly palette: CarPalette;
  readonly colorBy: 'status' | 'speed';
  /** No motion between fixes (prefers-reduced-motion). */
  readonly stepped: boolean;
  readonly selectedRow: number;
  readonly hoveredRow: number;
  readonly trail: readonly TrailPoint[];
  /** How many of the table's rows to draw. */
  readonly rows: number;
}

export const trailMs = 60_000;

/** Draws the table's cars into a WebGL 2 context. Changed rows only are sent to the graphics card. */
export function createVehicleRenderer(gl: WebGL2RenderingContext) {
  const cars = createProgram(gl, carVertexShader, carFragmentShader);
  const trails = createProgram(gl, trailVertexShader, trailFragmentShader);
  const carBuffer = gl.createBuffer();
  const carLayout = instanceLayout(gl, carBuffer, [4, 4, 2]);
  const trailBuffer = gl.createBuffer();
  const trailLayout = instanceLayout(gl, trailBuffer, [4, 2]);
  let uploadedTo: Float32Array | null = null;

  function upload(table: VehicleTable): void {
    gl.bindBuffer(gl.ARRAY_BUFFER, carBuffer);
    const dirty = table.takeDirty();
    if (uploadedTo !== table.rows) {
      gl.bufferData(gl.ARRAY_BUFFER, table.rows, gl.DYNAMIC_DRAW);
      uploadedTo = table.rows;
    } else if (dirty !== null) {
      const start = dirty.first * floatsPerCar;
      gl.bufferSubData(gl.ARRAY_BUFFER, start * 4, table.rows, start, dirty.count * floatsPerCar);
    }
  }

  function drawTrail(table: VehicleTable, scene: CarScene): void {
    const pieces = trailPieces(scene.trail, table.epochMs);
    if (pieces.length === 0) return;
    trails.activate();
    gl.bindBuffer(gl.ARRAY_BUFFER, trailBuffer);
    gl.bufferData(gl.ARRAY_BUFFER, pieces, gl.STREAM_DRAW);
    gl.uniformMatrix4fv(trails.uniform('u_matrix'), false, scene.matrix);
    gl.uniform2f(trails.uniform('u_viewport'), scene.widthPx, scene.heightPx);
    gl.uniform1f(trails.uniform('u_now'), (scene.drawMs - table.epochMs) / 1_000);
    gl.uniform1f(trails.uniform('u_width'), 4);
    gl.uniform1f(trails.uniform('u_length'), trailMs / 1_000);
    gl.uniform1f(trails.uniform('u_px'), 1 / scene.pixelRatio);
    gl.uniform3fv(trails.uniform('u_color'), rgbOf(scene.palette.trail));
    gl.bindVertexArray(trailLayout);
    // Pieces overlap where they meet: the greater of the two, not their sum, leaves no beads there.
    gl.blendEquation(gl.MAX);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, pieces.length / 6);
    gl.blendEquation(gl.FUNC_ADD);
  }

  function drawCars(table: VehicleTable, scene: CarScene): void {
    const shape = carShape(scene.zoom);
    const { palette } = scene;
    cars.activate();
    gl.uniformMatrix4fv(cars.uniform('u_matrix'), false, scene.matrix);
    gl.uniform2f(cars.uniform('u_viewport'), scene.widthPx, scene.heightPx);
    gl.uniform1f(cars.uniform('u_now'), (scene.drawMs - table.epochMs) / 1_000);
    gl.uniform1f(cars.uniform('u_size'), shape.sizePx);
    gl.uniform1f(cars.uniform('u_wedge'), shape.wedge);
    gl.uniform1f(cars.uniform('u_step'), scene.stepped ? 1 : 0);
    gl.uniform1f(cars.uniform('u_px'), 0.75 / scene.pixelRatio);
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
    gl.bindVertexArray(carLayout);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, scene.rows);
  }

  return {
    draw(table: VehicleTable, scene: CarScene): void {
      upload(table);
      drawTrail(table, scene);
      if (scene.rows > 0) drawCars(table, scene);
      gl.bindVertexArray(null);
    },
  };
}
export type VehicleRenderer = ReturnType<typeof createVehicleRenderer>;

const scaleColors = speedScale.flatMap((hex) => rgbOf(hex));

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

/** x0 y0 x1 y1 t0 t1 for each piece between two points of the trail. */
function trailPieces(trail: readonly TrailPoint[], epochMs: number): Float32Array {
  const pieces = new Float32Array(Math.max(0, trail.length - 1) * 6);
  for (let i = 1; i < trail.length; i++) {
    const from = trail[i - 1];
    const to = trail[i];
    const times = [(from.timeMs - epochMs) / 1_000, (to.timeMs - epochMs) / 1_000];
    pieces.set([from.x, from.y, to.x, to.y, ...times], (i - 1) * 6);
  }
  return pieces;
}
