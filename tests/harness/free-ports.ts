import { createServer } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections: there a client that tries to reach a broker which is away
 * could be given the broker's own port and meet itself.
 */
const range = { first: 20_000, count: 12_000 };
// Files of tests run beside each other, each in a process of its own.
let next = (process.pid * 1_009) % range.count;

/** Ports of loopback that nobody listens on, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = range.first + next;
    next = (next + 1) % range.count;
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
