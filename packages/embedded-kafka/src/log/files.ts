import fs from 'node:fs';

/** The few file operations a log needs, so that tests can hand in a disk that fails. Paths are absolute. */
export interface Files {
  /** Opens for reading and appending, made when absent. */
  open(path: string): number;
  openForReading(path: string): number;
  close(handle: number): void;
  sizeBytes(handle: number): number;
  /** Reads up to `lengthBytes` at `position` into `target`; returns the bytes read, fewer only at the end. */
  read(handle: number, target: Buffer, lengthBytes: number, position: number): number;
  /** Writes up to all of `data` at `position`; returns the bytes written. */
  write(handle: number, data: Buffer, position: number): number;
  truncate(handle: number, sizeBytes: number): void;
  /** Resolves when what was written is on the medium. */
  flush(handle: number): Promise<void>;
  flushNow(handle: number): void;
}

export const systemFiles: Files = {
  open: (path) => fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT),
  openForReading: (path) => fs.openSync(path, 'r'),
  close: (handle) => fs.closeSync(handle),
  sizeBytes: (handle) => fs.fstatSync(handle).size,
  read: (handle, target, lengthBytes, position) => fs.readSync(handle, target, 0, lengthBytes, position),
  write: (handle, data, position) => fs.writeSync(handle, data, 0, data.length, position),
  truncate: (handle, sizeBytes) => fs.ftruncateSync(handle, sizeBytes),
  flush: (handle) =>
    new Promise((resolve, reject) => {
      fs.fdatasync(handle, (error) => (error ? reject(error) : resolve()));
    }),
  flushNow: (handle) => fs.fdatasyncSync(handle),
};
