import { RequestError } from '@rumo/service';

/** Runs at most `atOnce` works; others wait, at most `waiting` of them, until `signal` aborts. RequestError 503 beyond. */
export function turns(atOnce: number, waiting: number) {
  let running = 0;
  const queue: (() => void)[] = [];

  async function turn(signal: AbortSignal): Promise<void> {
    if (running < atOnce) {
      running++;
      return;
    }
    if (queue.length >= waiting) throw new RequestError(503, 'Too many questions at once.');
    await new Promise<void>((resolve, reject) => {
      const mine = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        queue.splice(queue.indexOf(mine), 1);
        reject(new RequestError(503, 'Other questions took too long.'));
      };
      signal.addEventListener('abort', giveUp, { once: true });
      queue.push(mine);
    });
  }

  return async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    await turn(signal);
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
