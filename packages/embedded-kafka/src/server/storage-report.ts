import type { BrokerLogger } from './broker-log.ts';

/** A full disk fails every write: one line in so long is enough. */
const quietMs = 60_000;
/** Near the brim some writes fit and some do not: it is over when nothing has failed for so long. */
const settledMs = 5_000;

/** Tells of a disk that refuses to store, once and not for each request, and that it stores again. */
export interface StorageReport {
  failed(error: Error): void;
  /** Something was stored. */
  stored(): void;
}

const nothingLeft = new Set(['ENOSPC', 'EDQUOT']);

/** Whether an error of the file system is one that goes away when there is room. */
export function isDiskFull(error: unknown): boolean {
  return nothingLeft.has((error as NodeJS.ErrnoException).code ?? '');
}

export function storageReport(
  logger: BrokerLogger,
  dataDir: string,
  clockMs: () => number = () => performance.now(),
): StorageReport {
  let failures = 0;
  let lastFailedMs = 0;
  let nextLineMs = 0;
  return {
    failed(error) {
      const nowMs = clockMs();
      failures++;
      lastFailedMs = nowMs;
      if (failures > 1 && nowMs < nextLineMs) return;
      nextLineMs = nowMs + quietMs;
      const what = isDiskFull(error) ? 'the disk is full: make room' : 'the disk refuses to store';
      logger.error(
        { dataDir, reason: error.message, failures },
        `${what}; writers are told to try again, nothing acknowledged is lost, reading goes on`,
      );
    },
    stored() {
      if (failures === 0 || clockMs() - lastFailedMs < settledMs) return;
      logger.info({ dataDir, failures }, 'the disk stores again');
      failures = 0;
    },
  };
}
