import type { LogConfig } from './log-config.ts';

/** What retention looks at in a segment, oldest first. */
export interface RetainedSegment {
  readonly sizeBytes: number;
  /** −1 when the segment is empty. */
  readonly maxTimestampMs: number;
}

/**
 * How many of the oldest segments have to go: those whose newest record is older than retention.ms, and those
 * without which the log still holds retention.bytes. Only whole segments go, and only from the front; an empty
 * last segment stays, for its name holds the next offset (B3).
 */
export function expiredSegments(
  segments: readonly RetainedSegment[],
  config: Pick<LogConfig, 'retentionMs' | 'retentionBytes'>,
  nowMs: number,
): number {
  return Math.max(
    expiredByAge(segments, config.retentionMs, nowMs),
    expiredBySize(segments, config.retentionBytes),
  );
}

function expiredByAge(segments: readonly RetainedSegment[], retentionMs: number, nowMs: number): number {
  if (retentionMs < 0) return 0;
  const kept = segments.findIndex(
    (segment) => segment.sizeBytes === 0 || nowMs - segment.maxTimestampMs <= retentionMs,
  );
  return kept === -1 ? segments.length : kept;
}

function expiredBySize(segments: readonly RetainedSegment[], retentionBytes: number): number {
  if (retentionBytes < 0) return 0;
  let excessBytes = segments.reduce((sum, segment) => sum + segment.sizeBytes, 0) - retentionBytes;
  let expired = 0;
  for (const segment of segments) {
    if (segment.sizeBytes === 0 || excessBytes < segment.sizeBytes) break;
    excessBytes -= segment.sizeBytes;
    expired++;
  }
  return expired;
}
