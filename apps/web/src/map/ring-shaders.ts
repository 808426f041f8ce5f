import { rowReader } from './row-shaders.ts';

/** A car has to be silent for this long, in s of drawn time, before a ring tells how far it may have come. */
const quietS = 1.5;
/** A ring wider than this says no more, m. */
const widestM = 300;

/**
 * Where a car may be by now: a ring around its last place whose radius is the fix's accuracy and what it may have
 * driven since, at its last speed and at a walk at least. Seen only past the last fix.
 */
export const ringVertexShader = `#version 300 es
precision highp float;
uniform mat4 u_matrix;
uniform vec2 u_viewport;
uniform float u_pxPerM, u_accuracy, u_alpha;
uniform int u_row;                       // the only one that gets a ring, −1 for every stale one
out vec2 v_at;
out float v_radius, v_fade;
${rowReader}

void main() {
  // Two triangles for each: as instances they cost software several times as much.
  int row = u_row >= 0 ? u_row : gl_VertexID / 6;
  int vertex = gl_VertexID % 6;
  vertex = vertex < 3 ? vertex : vertex - 2;
  Car car = readCar(row);
  float quiet = car.age - ${quietS.toFixed(1)};
  gl_Position = u_matrix * vec4(car.at, 0.0, 1.0);
  if (quiet <= 0.0 || (u_row < 0 && car.stale < 0.5)) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  float radiusM = min(u_accuracy + max(car.speed, 1.5) * quiet, ${widestM.toFixed(1)});
  vec2 corner = vec2(float(vertex & 1), float(vertex >> 1)) * 2.0 - 1.0;
  v_radius = radiusM * u_pxPerM;
  v_fade = u_alpha * smoothstep(0.0, 1.0, quiet);
  v_at = corner * (v_radius + 2.0);
  gl_Position.xy += v_at / u_viewport * 2.0 * gl_Position.w;
}`;

export const ringFragmentShader = `#version 300 es
precision highp float;
in vec2 v_at;
in float v_radius, v_fade;
uniform vec3 u_color;
uniform float u_px;
out vec4 color;
void main() {
  float away = length(v_at) - v_radius;
  float line = 1.0 - smoothstep(-u_px, u_px, abs(away) - 0.75);
  float inside = 1.0 - smoothstep(-u_px, u_px, away);
  color = vec4(u_color, 1.0) * max(line * 0.8, inside * 0.1) * v_fade;
}`;
