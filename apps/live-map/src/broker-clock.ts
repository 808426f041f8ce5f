/** How long one sample counts, ms of the local clock. */
export const clockWindowMs = 60_000;
const bucketMs = 10_000;

/**
 * The broker's time, estimated from the shortest `receipt − arrival` of the last minute (M5). Local times are epoch
 * ms of a clock that never steps back. Before the first sample the local clock itself is the estimate; when samples
 * stop, the last estimate goes on.
 */
export interface BrokerClock {
  /** One record that was taken in by the stream while we already waited for it, not read from a backlog. */
  sample(receiptMs: number, arrivalMs: number): void;
  nowMs(localMs: number): number;
}

export function createBrokerClock(): BrokerClock {
  let buckets: { readonly bucket: number; leastMs: number }[] = [];
  return {
    sample(receiptMs, arrivalMs) {
      const bucket = Math.floor(receiptMs / bucketMs);
      const differenceMs = receiptMs - arrivalMs;
      const newest = buckets.at(-1);
      if (newest?.bucket === bucket) {
        if (differenceMs < newest.leastMs) newest.leastMs = differenceMs;
        return;
      }
      const oldest = bucket - clockWindowMs / bucketMs;
      buckets = [...buckets.filter((kept) => kept.bucket > oldest), { bucket, leastMs: differenceMs }];
    },
    nowMs(localMs) {
      if (buckets.length === 0) return localMs;
      return localMs - Math.min(...buckets.map((kept) => kept.leastMs));
    },
  };
}
