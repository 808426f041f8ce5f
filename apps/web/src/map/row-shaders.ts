/** Cars side by side in one line of the table's texture; each takes three texels (car-row.ts). */
export const carsPerLine = 512;

/** Reads a car's row out of the texture and computes where it is drawn: the same sums as drawnCar in car-row.ts. */
export const rowReader = `
uniform highp usampler2D u_rows;
uniform float u_now, u_step;

struct Car {
  vec2 at;
  float heading;     // radians
  float age;         // seconds since it has nowhere to drive to
  float born;
  float speed;       // m/s, −1 where not known
  int status;
  float stale;
};

const float turn = 6.283185307;

Car readCar(int row) {
  ivec2 texel = ivec2((row % ${carsPerLine}) * 3, row / ${carsPerLine});
  vec4 a = uintBitsToFloat(texelFetch(u_rows, texel, 0));
  vec4 b = uintBitsToFloat(texelFetch(u_rows, texel + ivec2(1, 0), 0));
  uvec4 c = texelFetch(u_rows, texel + ivec2(2, 0), 0);
  float t2 = uintBitsToFloat(c.x);
  bool second = (u_now > b.w && t2 > b.w) || u_step > 0.5;
  float start = second ? b.w : b.z;
  float span = (second ? t2 : b.w) - start;
  float part = u_step > 0.5 || span <= 0.0 ? 1.0 : clamp((u_now - start) / span, 0.0, 1.0);
  uint headings = c.z >> (second ? 10u : 0u);
  float from = float(headings & 1023u) / 1024.0;
  float to = float((headings >> 10u) & 1023u) / 1024.0;
  Car car;
  car.at = second ? mix(a.zw, b.xy, part) : mix(a.xy, a.zw, part);
  car.heading = (from + (fract(to - from + 0.5) - 0.5) * part) * turn;
  car.age = u_now - t2;
  car.born = uintBitsToFloat(c.y);
  uint speed = c.w & 255u;
  car.speed = speed == 255u ? -1.0 : float(speed) * 0.25;
  car.status = int((c.w >> 8u) & 3u);
  car.stale = max(float((c.w >> 10u) & 1u), smoothstep(6.0, 30.0, car.age));
  return car;
}`;

/** Writes changed rows to their places in the texture: a point for each of a row's three texels. */
export const scatterVertexShader = `#version 300 es
precision highp float;
layout(location = 0) in uint a_row;
layout(location = 1) in uvec4 a_texel;
uniform vec2 u_size;
flat out uvec4 v_texel;

void main() {
  v_texel = a_texel;
  ivec2 texel = ivec2(int(a_row % ${carsPerLine}u) * 3 + gl_VertexID % 3, int(a_row / ${carsPerLine}u));
  gl_Position = vec4((vec2(texel) + 0.5) / u_size * 2.0 - 1.0, 0.0, 1.0);
  gl_PointSize = 1.0;
}`;

export const scatterFragmentShader = `#version 300 es
precision highp float;
flat in uvec4 v_texel;
out uvec4 texel;
void main() {
  texel = v_texel;
}`;
