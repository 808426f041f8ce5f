import { MalformedRequest } from '../protocol/malformed-request.ts';

/** Cuts a byte stream into frames by their 4-byte length prefixes. */
export interface FrameSplitter {
  /** Takes in bytes; throws MalformedRequest when they announce a frame that is too large or negative. */
  push(chunk: Buffer): void;
  /** The next whole frame without its prefix, null when there is none. */
  next(): Buffer | null;
  hasWhole(): boolean;
}

const prefixBytes = 4;

/** Memory grows with the bytes that have come, never with those that were announced. */
export function frameSplitter(maxFrameBytes: number): FrameSplitter {
  let chunks: Buffer[] = [];
  let heldBytes = 0;

  function gather(lengthBytes: number): Buffer {
    if (chunks[0].length < lengthBytes) chunks = [Buffer.concat(chunks, heldBytes)];
    return chunks[0];
  }

  /** The length of the frame in front, prefix included; null while its prefix is not whole. */
  function frameBytes(): number | null {
    if (heldBytes < prefixBytes) return null;
    const lengthBytes = gather(prefixBytes).readInt32BE(0);
    if (lengthBytes < 0 || lengthBytes > maxFrameBytes) {
      throw new MalformedRequest(`a request of ${lengthBytes} bytes, at most ${maxFrameBytes} allowed`);
    }
    return prefixBytes + lengthBytes;
  }

  function hasWhole(): boolean {
    return heldBytes >= (frameBytes() ?? Number.POSITIVE_INFINITY);
  }

  return {
    push(chunk) {
      chunks.push(chunk);
      heldBytes += chunk.length;
      frameBytes();
    },
    next() {
      const lengthBytes = frameBytes();
      if (lengthBytes === null || heldBytes < lengthBytes) return null;
      const gathered = gather(lengthBytes);
      const frame = gathered.subarray(prefixBytes, lengthBytes);
      if (gathered.length === lengthBytes) chunks.shift();
      else chunks[0] = gathered.subarray(lengthBytes);
      heldBytes -= lengthBytes;
      return frame;
    },
    hasWhole,
  };
}
