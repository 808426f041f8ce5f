/** Bytes that are no frame, or a frame that cannot be written. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}
