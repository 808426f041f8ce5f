import { rowReader } from './row-shaders.ts';

/**
 * Cars as instanced squares whose outline is a signed distance in the fragment shader: crisp at every size, one
 * draw call. Interpolation between two fixes, turning and fading happen here, so a frame costs the processor
 * nothing per car.
 */
export const carVertexShader = `#version 300 es
precision highp float;
uniform mat4 u_matrix;
uniform vec2 u_viewport;                 // CSS px
uniform float u_size, u_alpha;
uniform int u_selected, u_hovered;
uniform int u_statuses;                  // a bit for each that is shown
uniform vec2 u_speeds;                   // m/s; only the cars between are shown
out vec2 v_at;                           // px from the centre, nose up
out float v_half, v_fade, v_stale, v_speed;
flat out int v_status, v_mark;
${rowReader}

void main() {
  Car car = readCar(gl_InstanceID);
  v_mark = gl_InstanceID == u_selected ? 2 : gl_InstanceID == u_hovered ? 1 : 0;
  bool shown = ((u_statuses >> car.status) & 1) == 1 && car.speed >= u_speeds.x && car.speed <= u_speeds.y;
  float alpha = v_mark == 2 ? 1.0 : u_alpha;
  gl_Position = u_matrix * vec4(car.at, 0.0, 1.0);
  vec2 beyond = abs(gl_Position.xy) - gl_Position.w * (1.0 + 80.0 / u_viewport);
  if ((!shown && v_mark != 2) || alpha <= 0.0 || max(beyond.x, beyond.y) > 0.0) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1)) * 2.0 - 1.0;
  v_stale = car.stale;
  v_status = car.status;
  v_speed = car.speed;
  v_fade = alpha * mix(smoothstep(0.0, 0.35, u_now - car.born), 1.0, u_step) * mix(1.0, 0.75, v_stale);
  v_half = u_size * 0.5 * (v_mark == 2 ? 1.25 : 1.0);
  float reach = v_half + (v_mark > 0 ? 12.0 : 3.0);
  v_at = corner * reach;
  float c = cos(car.heading), s = sin(car.heading);
  vec2 px = vec2(v_at.x * c + v_at.y * s, v_at.y * c - v_at.x * s);
  gl_Position.xy += px / u_viewport * 2.0 * gl_Position.w;
}`;

export const carFragmentShader = `#version 300 es
precision highp float;
in vec2 v_at;
in float v_half, v_fade, v_stale, v_speed;
flat in int v_status, v_mark;
uniform vec3 u_colors[3];
uniform vec3 u_scale[10];
uniform vec3 u_casing, u_staleColor, u_halo;
uniform float u_wedge, u_bySpeed, u_px, u_fullSpeed;
out vec4 color;

// The wedge's distance, nose up: available is plain, to pickup has a notched tail, on trip carries a dot. Two planes
// of a triangle mirrored at its middle, its corners rounded; cheap, since software draws it too.
float wedge(vec2 p, float r) {
  float round = r * 0.34, soft = r * 0.22;
  p.x = sqrt(p.x * p.x + soft * soft) - soft;
  vec2 away = vec2(dot(p - vec2(0.0, r), vec2(0.930, 0.368)), -p.y - r * 0.82) + round;
  float d = length(max(away, 0.0)) + min(max(away.x, away.y), 0.0) - round;
  if (v_status == 1) d = max(d, dot(p - vec2(0.0, -r * 0.3), vec2(-0.879, -0.478)));
  return d;
}

vec3 bySpeed(float speedMps) {
  float at = clamp(speedMps / u_fullSpeed, 0.0, 1.0) * 9.0;
  int stop = min(int(at), 8);
  return mix(u_scale[stop], u_scale[stop + 1], at - float(stop));
}

void main() {
  float disc = length(v_at) - v_half;
  // Most of the square is empty.
  if (v_mark == 0 && disc > v_half * 0.2 + 2.5) discard;
  float shape = mix(disc, wedge(v_at, v_half), u_wedge);
  vec3 fill = v_status == 0 ? u_colors[0] : v_status == 1 ? u_colors[1] : u_colors[2];
  if (u_bySpeed > 0.5) fill = v_speed < 0.0 ? u_staleColor : bySpeed(v_speed);
  fill = mix(fill, u_staleColor, v_stale);
  float seat = length(v_at - vec2(0.0, -v_half * 0.22)) - v_half * 0.24;
  if (v_status == 2) fill = mix(fill, u_casing, (1.0 - smoothstep(-u_px, u_px, seat)) * u_wedge);
  // Hollow when stale: only a rim of the shape is left.
  float hollow = (1.0 - smoothstep(-u_px, u_px, shape + max(1.6, v_half * 0.3))) * v_stale;
  fill = mix(fill, u_casing, hollow);
  float inside = 1.0 - smoothstep(-u_px, u_px, shape);
  float cased = 1.0 - smoothstep(-u_px, u_px, shape - mix(0.75, 1.5, u_wedge));
  vec4 car = vec4(mix(u_casing, fill, inside), 1.0) * cased;
  if (v_mark > 0) {
    float ring = abs(length(v_at) - v_half - 5.0) - (v_mark == 2 ? 1.5 : 1.0);
    float glow = (1.0 - smoothstep(0.0, v_half + 5.0, length(v_at))) * 0.25 + 0.12;
    float halo = max(1.0 - smoothstep(-u_px, u_px, ring), length(v_at) < v_half + 5.0 ? glow : 0.0);
    halo *= v_mark == 2 ? 1.0 : 0.6;
    car += vec4(u_halo, 1.0) * halo * (1.0 - car.a);
  }
  color = car * v_fade;
}`;

/** The trail: each piece between two fixes is a rectangle, cut off where the car is and fading with its age. */
export const trailVertexShader = `#version 300 es
precision highp float;
layout(location = 0) in vec4 a_way;
layout(location = 1) in vec2 a_time;
uniform mat4 u_matrix;
uniform vec2 u_viewport;
uniform float u_now, u_width, u_length;
out float v_fade;
out float v_across;

void main() {
  vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1) * 2.0 - 1.0);
  float cut = clamp((u_now - a_time.x) / max(a_time.y - a_time.x, 0.001), 0.0, 1.0);
  vec4 from = u_matrix * vec4(a_way.xy, 0.0, 1.0);
  vec4 to = u_matrix * vec4(mix(a_way.xy, a_way.zw, cut), 0.0, 1.0);
  vec2 way = (to.xy / to.w - from.xy / from.w) * u_viewport;
  vec2 along = length(way) > 0.0001 ? normalize(way) : vec2(0.0);
  vec2 side = vec2(-along.y, along.x) * corner.y + along * (corner.x * 2.0 - 1.0) * 0.35;
  gl_Position = mix(from, to, corner.x);
  gl_Position.xy += side * u_width / u_viewport * gl_Position.w;
  float at = mix(a_time.x, mix(a_time.x, a_time.y, cut), corner.x);
  v_fade = clamp(1.0 - (u_now - at) / u_length, 0.0, 1.0);
  v_across = corner.y;
}`;

export const trailFragmentShader = `#version 300 es
precision highp float;
in float v_fade, v_across;
uniform vec3 u_color;
uniform float u_width, u_px;
out vec4 color;
void main() {
  float edge = 1.0 - smoothstep(1.0 - 2.0 * u_px / u_width, 1.0, abs(v_across));
  color = vec4(u_color, 1.0) * v_fade * 0.85 * edge;
}`;
