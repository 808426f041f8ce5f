import { rowReader } from './row-shaders.ts';

/** Cars are drawn for so many CSS px beyond the canvas: a point is cut off whole when its middle is. */
export const marginPx = 40;

/**
 * Cars as points whose outline is a signed distance in the fragment shader: crisp at every size, one draw call.
 * Interpolation between two fixes, turning and fading happen here, so a frame costs the processor nothing per car.
 * Points, for they take one run of this for each car; as instanced squares they cost software five times as much.
 */
export const carVertexShader = `#version 300 es
precision highp float;
uniform mat4 u_matrix;
uniform vec2 u_within;                   // the canvas as a share of what is drawn with its margin
uniform float u_size, u_alpha, u_wedge, u_pixelRatio;
uniform int u_selected, u_hovered;
uniform int u_statuses;                  // a bit for each that is shown
uniform vec2 u_speeds;                   // m/s; only the cars between are shown
flat out vec4 v_shape;                   // half its size and its reach in px, cosine and sine of its heading
flat out vec3 v_look;                    // how much of it is seen, how stale it is, its speed
flat out ivec2 v_kind;                   // status and mark
${rowReader}

void main() {
  Car car = readCar(gl_VertexID);
  int mark = gl_VertexID == u_selected ? 2 : gl_VertexID == u_hovered ? 1 : 0;
  bool shown = ((u_statuses >> car.status) & 1) == 1 && car.speed >= u_speeds.x && car.speed <= u_speeds.y;
  float alpha = mark == 2 ? 1.0 : u_alpha;
  gl_PointSize = 1.0;
  if ((!shown && mark != 2) || alpha <= 0.0) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  gl_Position = u_matrix * vec4(car.at, 0.0, 1.0);
  gl_Position.xy *= u_within;
  float fade = alpha * mix(smoothstep(0.0, 0.35, u_now - car.born), 1.0, u_step) * mix(1.0, 0.75, car.stale);
  float halfPx = u_size * 0.5 * (mark == 2 ? 1.25 : 1.0);
  float reach = halfPx + (mark > 0 ? 12.0 : mix(1.5, 3.0, u_wedge));
  gl_PointSize = 2.0 * reach * u_pixelRatio;
  v_shape = vec4(halfPx, reach, cos(car.heading), sin(car.heading));
  v_look = vec3(fade, car.stale, car.speed);
  v_kind = ivec2(car.status, mark);
}`;

export const carFragmentShader = `#version 300 es
precision highp float;
flat in vec4 v_shape;
flat in vec3 v_look;
flat in ivec2 v_kind;
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
  if (v_kind.x == 1) d = max(d, dot(p - vec2(0.0, -r * 0.3), vec2(-0.879, -0.478)));
  return d;
}

vec3 bySpeed(float speedMps) {
  float at = clamp(speedMps / u_fullSpeed, 0.0, 1.0) * 9.0;
  int stop = min(int(at), 8);
  return mix(u_scale[stop], u_scale[stop + 1], at - float(stop));
}

void main() {
  float size = v_shape.x, stale = v_look.y, speed = v_look.z;
  vec2 px = (gl_PointCoord * 2.0 - 1.0) * vec2(v_shape.y, -v_shape.y);
  float away = length(px), disc = away - size;
  // Most of the square is empty.
  if (v_kind.y == 0 && disc > size * 0.2 + 2.5) discard;
  vec3 fill = v_kind.x == 0 ? u_colors[0] : v_kind.x == 1 ? u_colors[1] : u_colors[2];
  if (u_bySpeed > 0.5) fill = speed < 0.0 ? u_staleColor : bySpeed(speed);
  if (stale > 0.0) fill = mix(fill, u_staleColor, stale);
  float shape = disc;
  if (u_wedge > 0.0) {
    // Nose up.
    vec2 at = vec2(px.x * v_shape.z - px.y * v_shape.w, px.x * v_shape.w + px.y * v_shape.z);
    shape = mix(disc, wedge(at, size), u_wedge);
    float seat = length(at - vec2(0.0, -size * 0.22)) - size * 0.24;
    if (v_kind.x == 2) fill = mix(fill, u_casing, (1.0 - smoothstep(-u_px, u_px, seat)) * u_wedge);
  }
  // Hollow when stale: only a rim of the shape is left.
  if (stale > 0.0) {
    float hollow = (1.0 - smoothstep(-u_px, u_px, shape + max(1.6, size * 0.3))) * stale;
    fill = mix(fill, u_casing, hollow);
  }
  float inside = 1.0 - smoothstep(-u_px, u_px, shape);
  float cased = 1.0 - smoothstep(-u_px, u_px, shape - mix(0.75, 1.5, u_wedge));
  vec4 car = vec4(mix(u_casing, fill, inside), 1.0) * cased;
  if (v_kind.y > 0) {
    float ring = abs(disc - 5.0) - (v_kind.y == 2 ? 1.5 : 1.0);
    float glow = (1.0 - smoothstep(0.0, size + 5.0, away)) * 0.25 + 0.12;
    float halo = max(1.0 - smoothstep(-u_px, u_px, ring), disc < 5.0 ? glow : 0.0);
    halo *= v_kind.y == 2 ? 1.0 : 0.6;
    car += vec4(u_halo, 1.0) * halo * (1.0 - car.a);
  }
  color = car * v_look.x;
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
