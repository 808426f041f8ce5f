import { MalformedRequest } from './malformed-request.ts';

/** Array elements one request may hold: an element costs 4 bytes on the wire and 100 in memory. */
const maxElements = 200_000;

/** Reads Kafka's primitives, big endian, from one request. Throws MalformedRequest when the bytes run out. */
export class Reader {
  private at = 0;
  private elements = 0;

  constructor(private readonly buffer: Buffer) {}

  get remainingBytes(): number {
    return this.buffer.length - this.at;
  }

  int8(): number {
    return this.buffer.readInt8(this.advance(1));
  }

  int16(): number {
    return this.buffer.readInt16BE(this.advance(2));
  }

  int32(): number {
    return this.buffer.readInt32BE(this.advance(4));
  }

  int64(): bigint {
    return this.buffer.readBigInt64BE(this.advance(8));
  }

  /** A view into the request, not a copy. */
  take(lengthBytes: number): Buffer {
    const start = this.advance(lengthBytes);
    return this.buffer.subarray(start, start + lengthBytes);
  }

  utf8(lengthBytes: number): string {
    const start = this.advance(lengthBytes);
    return this.buffer.toString('utf8', start, start + lengthBytes);
  }

  /** The element count of an array, −1 for null; refused when the rest of the request cannot hold so many. */
  count(): number {
    const count = this.int32();
    if (count < -1 || count > this.remainingBytes) {
      throw new MalformedRequest(`array of ${count} elements in ${this.remainingBytes} bytes`);
    }
    this.elements += Math.max(0, count);
    if (this.elements > maxElements) {
      throw new MalformedRequest(`more than ${maxElements} array elements in one request`);
    }
    return count;
  }

  private advance(lengthBytes: number): number {
    if (lengthBytes < 0 || lengthBytes > this.remainingBytes) {
      throw new MalformedRequest(`${lengthBytes} bytes wanted at ${this.at}, ${this.remainingBytes} left`);
    }
    const start = this.at;
    this.at += lengthBytes;
    return start;
  }
}
