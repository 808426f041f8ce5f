/** A linked program with its uniforms by name. Throws with the driver's own words when it does not compile. */
export interface GlProgram {
  /** Makes it the program that draws. */
  readonly activate: () => void;
  readonly uniform: (name: string) => WebGLUniformLocation | null;
}

export function createProgram(gl: WebGL2RenderingContext, vertex: string, fragment: string): GlProgram {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind);
    if (shader === null) throw new Error('the graphics context is lost');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    const logs = (gl.getAttachedShaders(program) ?? []).map((shader) => gl.getShaderInfoLog(shader));
    throw new Error(`a shader does not compile: ${logs.join(' ')} ${gl.getProgramInfoLog(program)}`);
  }
  const known = new Map<string, WebGLUniformLocation | null>();
  return {
    activate: () => gl.useProgram(program),
    uniform: (name) => {
      let location = known.get(name);
      if (location === undefined) {
        location = gl.getUniformLocation(program, name);
        known.set(name, location);
      }
      return location;
    },
  };
}
