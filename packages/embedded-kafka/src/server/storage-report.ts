import type { BrokerLogger } from './broker-log.ts';

/** A full disk fails each append: one line in so long is enough. */
const quietMs = 10_000;

/** Reports failures of the disk, with the number of those that were left unsaid. */
export function storageReport(logger: BrokerLogger): (error: Error) => void {
  let nextMs = 0;
  let unsaid = 0;
  return (error) => {
    const nowMs = performance.now();
    if (nowMs < nextMs) {
      unsaid++;
      return;
    }
    logger.error({ err: error, unsaid }, 'the disk refuses to store; producers are told, and will try again');
    nextMs = nowMs + quietMs;
    unsaid = 0;
  };
}
