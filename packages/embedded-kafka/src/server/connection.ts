import type { Socket } from 'node:net';
import { MalformedRequest } from '../protocol/malformed-request.ts';
import type { BrokerContext } from './broker-context.ts';
import type { BrokerLogger } from './broker-log.ts';
import { dispatch } from './dispatch.ts';
import { frameSplitter } from './frame-splitter.ts';
import { isDiskFull } from './storage-report.ts';

/** No request is larger: a batch is at most 1 MB unless a topic says otherwise. */
const maxRequestBytes = 32 * 1024 * 1024;

/**
 * Serves one client: requests strictly one after the other, as Kafka does, so that responses come in order and a
 * client that does not read its responses is not read from. What cannot be understood ends this connection (B4).
 */
export function serveConnection(
  socket: Socket,
  broker: BrokerContext,
  advertisedHost: string | null,
  logger: BrokerLogger,
): void {
  const gone = new AbortController();
  const clientHost = plainAddress(socket.remoteAddress);
  const connection = {
    clientHost,
    advertisedHost: advertisedHost ?? plainAddress(socket.localAddress),
    signal: gone.signal,
  };
  const splitter = frameSplitter(maxRequestBytes);
  let isServing = false;
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 60_000);
  socket.on('close', () => gone.abort());
  // Whatever the reason, 'close' follows.
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    try {
      splitter.push(chunk);
      if (isServing && splitter.hasWhole()) socket.pause();
    } catch (error) {
      refuse(error);
      return;
    }
    if (!isServing) void serve();
  });

  async function serve(): Promise<void> {
    isServing = true;
    try {
      for (let frame = splitter.next(); frame !== null; frame = splitter.next()) {
        const answer = await dispatch(broker, frame, connection);
        if (gone.signal.aborted) return;
        if (answer.kind === 'response') await send(answer.buffers);
        if (answer.kind === 'hangUp') {
          hangUp(answer.reason);
          return;
        }
      }
    } catch (error) {
      refuse(error);
    }
    isServing = false;
    if (!socket.destroyed) socket.resume();
  }

  async function send(buffers: readonly Buffer[]): Promise<void> {
    socket.cork();
    let isTaken = true;
    for (const buffer of buffers) isTaken = socket.write(buffer);
    socket.uncork();
    if (!isTaken) await drained();
  }

  function drained(): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        socket.off('drain', finish);
        gone.signal.removeEventListener('abort', finish);
        resolve();
      };
      socket.on('drain', finish);
      gone.signal.addEventListener('abort', finish);
    });
  }

  function refuse(error: unknown): void {
    if (socket.destroyed) return;
    if (error instanceof MalformedRequest) {
      hangUp(`a request cannot be understood: ${error.message}`);
    } else if (isDiskFull(error)) {
      broker.storage.failed(error as Error);
      socket.destroy();
    } else {
      logger.error({ client: clientHost, err: error }, 'connection closed: a request failed');
      socket.destroy();
    }
  }

  function hangUp(reason: string): void {
    logger.warn({ client: clientHost, reason }, 'connection closed');
    socket.destroy();
  }
}

/** An IPv4 address as such, also where the socket speaks IPv6. */
function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:/, '');
}
