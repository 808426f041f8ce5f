/** Byte strings above this are passed on by reference: record batches are never copied into a response. */
const copyLimitBytes = 1024;

/** Collects Kafka's primitives, big endian, as a list of buffers fit for one vectored write. */
export class Writer {
  private readonly chunks: Buffer[] = [];
  private flushedBytes = 0;
  private current = Buffer.allocUnsafe(256);
  private start = 0;
  private end = 0;

  get sizeBytes(): number {
    return this.flushedBytes + this.end - this.start;
  }

  int8(value: number): void {
    this.end = this.room(1).writeInt8(value, this.end);
  }

  int16(value: number): void {
    this.end = this.room(2).writeInt16BE(value, this.end);
  }

  int32(value: number): void {
    this.end = this.room(4).writeInt32BE(value, this.end);
  }

  int64(value: bigint): void {
    this.end = this.room(8).writeBigInt64BE(value, this.end);
  }

  utf8(value: string, lengthBytes: number): void {
    // room() may move the end, so it comes first.
    const room = this.room(lengthBytes);
    this.end += room.write(value, this.end, 'utf8');
  }

  raw(value: Uint8Array): void {
    if (value.length <= copyLimitBytes) {
      this.room(value.length).set(value, this.end);
      this.end += value.length;
      return;
    }
    this.flush();
    this.chunks.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
    this.flushedBytes += value.length;
  }

  /** The buffers in order; the writer is spent. */
  finish(): readonly Buffer[] {
    this.flush();
    return this.chunks;
  }

  private flush(): void {
    if (this.end === this.start) return;
    this.chunks.push(this.current.subarray(this.start, this.end));
    this.flushedBytes += this.end - this.start;
    this.start = this.end;
  }

  private room(lengthBytes: number): Buffer {
    if (this.end + lengthBytes > this.current.length) {
      this.flush();
      this.current = Buffer.allocUnsafe(Math.max(this.current.length * 2, lengthBytes, 256));
      this.start = 0;
      this.end = 0;
    }
    return this.current;
  }
}
