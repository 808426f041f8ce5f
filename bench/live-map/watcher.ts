import { decodeFrame, type Viewport } from '@rumo/events';
import WebSocket from 'ws';

/** What came to watchers since it was last emptied. */
export interface Received {
  frames: number;
  /** Of frames with Socket.IO's and WebSocket's own. */
  bytes: number;
  /** Frames that were read, their bytes with all around them, and the updates in them. */
  readBytes: number;
  updates: number;
  /** From a car's time, which is its arrival in the log, to the receipt, ms. */
  readonly latenciesMs: number[];
}

export function nothingReceived(): Received {
  return { frames: 0, bytes: 0, readBytes: 0, updates: 0, latenciesMs: [] };
}

export interface WatcherOptions {
  readonly port: number;
  readonly viewport: Viewport;
  /** Reads what is in the frames; others only count their bytes. */
  readonly reads: boolean;
  readonly received: () => Received;
}

export interface Watcher {
  /** Takes nothing more from the socket. */
  stall(): void;
  close(): void;
}

/** A client with as little of its own as possible, of either contestant; resolves with its first frame. */
export function openWatcher({ port, viewport, reads, received }: WatcherOptions): Promise<Watcher> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, {
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });
  let announced = 0;
  return new Promise((resolve, reject) => {
    const watcher: Watcher = {
      stall: () => socket.pause(),
      close: () => socket.terminate(),
    };
    const took = (bytes: number, updatesAtMs: () => readonly number[]) => {
      resolve(watcher);
      const into = received();
      into.frames++;
      into.bytes += bytes;
      if (!reads) return;
      const nowMs = performance.timeOrigin + performance.now();
      const times = updatesAtMs();
      into.readBytes += bytes;
      into.updates += times.length;
      for (const timeMs of times) into.latenciesMs.push(nowMs - timeMs);
    };
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        socket.send('430[]');
        took(announced + data.length + headerBytes(data.length), () => {
          const frame = decodeFrame(data);
          return frame.kind === 'cars' ? [...frame.timeMs] : [];
        });
        return;
      }
      const text = data.toString('latin1');
      if (text.startsWith('451-0["f"')) announced = data.length + headerBytes(data.length);
      else if (text.startsWith('42["frame"')) {
        took(data.length + headerBytes(data.length), () =>
          (JSON.parse(text.slice(2))[1].cars as { t: number }[]).map(({ t }) => t),
        );
      } else if (text.startsWith('0{')) socket.send('40');
      else if (text.startsWith('40')) socket.send(`42${JSON.stringify(['viewport', viewport])}`);
      else if (text === '2') socket.send('3');
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('a watcher lost its connection')));
  });
}

function headerBytes(length: number): number {
  return length < 126 ? 2 : length < 65_536 ? 4 : 10;
}
