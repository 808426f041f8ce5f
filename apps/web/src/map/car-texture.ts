import { createProgram } from './gl-program.ts';
import { carsPerLine, scatterFragmentShader, scatterVertexShader } from './row-shaders.ts';

/**
 * The table of cars on the graphics card, a texture of 32-bit words. Only changed rows travel there, wherever they
 * belong: the card itself puts them into their places, so that the cost follows the changes and not the cars.
 */
export interface CarTexture {
  /** `rows[i]` becomes words 12 i … 12 i + 11. `count` is how many rows are in use after it. */
  write(rows: Uint32Array, words: Uint32Array, count: number): void;
  /** Binds it to the first texture unit. */
  bind(): void;
}

const texelsPerLine = carsPerLine * 3;

export function createCarTexture(gl: WebGL2RenderingContext): CarTexture {
  const scatter = createProgram(gl, scatterVertexShader, scatterFragmentShader);
  const rowBuffer = gl.createBuffer();
  const wordBuffer = gl.createBuffer();
  const layout = scatterLayout(gl, rowBuffer, wordBuffer);
  const target = gl.createFramebuffer();
  let lines = 8;
  let texture = emptyTexture(gl, lines);

  function grow(neededLines: number): void {
    const before = texture;
    const beforeLines = lines;
    while (lines < neededLines) lines *= 2;
    texture = emptyTexture(gl, lines);
    attach(before);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.copyTexSubImage2D(gl.TEXTURE_2D, 0, 0, 0, 0, 0, texelsPerLine, beforeLines);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.deleteTexture(before);
  }

  function attach(to: WebGLTexture): void {
    gl.bindFramebuffer(gl.FRAMEBUFFER, target);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, to, 0);
  }

  return {
    write(rows, words, count) {
      const neededLines = Math.ceil(count / carsPerLine);
      if (neededLines > lines) grow(neededLines);
      if (rows.length === 0) return;
      attach(texture);
      gl.disable(gl.BLEND);
      gl.viewport(0, 0, texelsPerLine, lines);
      scatter.activate();
      gl.uniform2f(scatter.uniform('u_size'), texelsPerLine, lines);
      gl.bindBuffer(gl.ARRAY_BUFFER, rowBuffer);
      gl.bufferData(gl.ARRAY_BUFFER, threeTimesEach(rows), gl.STREAM_DRAW);
      gl.bindBuffer(gl.ARRAY_BUFFER, wordBuffer);
      gl.bufferData(gl.ARRAY_BUFFER, words, gl.STREAM_DRAW);
      gl.bindVertexArray(layout);
      gl.drawArrays(gl.POINTS, 0, 3 * rows.length);
      gl.bindVertexArray(null);
      gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    },
    bind() {
      gl.activeTexture(gl.TEXTURE0);
      gl.bindTexture(gl.TEXTURE_2D, texture);
    },
  };
}

function emptyTexture(gl: WebGL2RenderingContext, lines: number): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA32UI, texelsPerLine, lines);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  return texture;
}

function scatterLayout(gl: WebGL2RenderingContext, rowBuffer: WebGLBuffer, wordBuffer: WebGLBuffer) {
  const layout = gl.createVertexArray();
  gl.bindVertexArray(layout);
  gl.bindBuffer(gl.ARRAY_BUFFER, rowBuffer);
  gl.enableVertexAttribArray(0);
  gl.vertexAttribIPointer(0, 1, gl.UNSIGNED_INT, 4, 0);
  gl.bindBuffer(gl.ARRAY_BUFFER, wordBuffer);
  gl.enableVertexAttribArray(1);
  gl.vertexAttribIPointer(1, 4, gl.UNSIGNED_INT, 16, 0);
  gl.bindVertexArray(null);
  return layout;
}

/** A row for each of its texels: an instance with three points would cost software several times as much. */
function threeTimesEach(rows: Uint32Array): Uint32Array {
  const each = new Uint32Array(rows.length * 3);
  for (let i = 0; i < rows.length; i++) each.fill(rows[i], 3 * i, 3 * i + 3);
  return each;
}
