/** What a partition's log obeys, taken from its topic's configuration. −1 in a retention means no limit. */
export interface LogConfig {
  readonly segmentBytes: number;
  /** A segment is sealed this long after its first append even when it is not full. */
  readonly segmentMs: number;
  readonly retentionMs: number;
  readonly retentionBytes: number;
  readonly maxBatchBytes: number;
  readonly timestampType: 'CreateTime' | 'LogAppendTime';
  /** How far ahead of the broker's clock a CreateTime timestamp may be. */
  readonly timestampAheadMs: number;
}
