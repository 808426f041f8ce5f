import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const probeEveryMs = 5;
/** ApiVersions version 0, correlation id 1, no client id. */
const request = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff]);

/** Resolves when a broker on the port answers a request of the Kafka protocol. */
export async function answered(port: number): Promise<void> {
  while (!(await answers(port))) await wait(probeEveryMs);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const finish = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => socket.write(request));
    socket.once('data', () => finish(true));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
  });
}
