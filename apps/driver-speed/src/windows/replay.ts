import type { Position, StreamRecord } from '@rumo/event-stream';
import { fold } from './fold.ts';
import { closeThrough, type PartitionState } from './partition-state.ts';
import type { EarlyClose } from './resume-point.ts';
import { closeEarly } from './silence.ts';
import { tallyFrom } from './tally.ts';

/** What a new owner must reach before anything it folds is counted or emitted. */
export interface Replay {
  /** The last record counted and its arrival: what tells this log from another one (X5). */
  readonly anchor: { readonly position: Position; readonly arrivalMs: number };
  readonly closedThroughMs: number;
  /** Closes on proof of silence on the way, oldest first; taken out as they are passed. */
  readonly earlyCloses: EarlyClose[];
}

export type ReplayStep =
  | { readonly kind: 'replaying' }
  /** The anchor was passed; `next` is the index of the first record that was not folded. */
  | { readonly kind: 'passed'; readonly next: number }
  | { readonly kind: 'another_log'; readonly found: string };

/** Folds records up to the anchor, with nothing emitted or counted, and checks the anchor (X5). */
export function replayRecords(
  state: PartitionState,
  replay: Replay,
  records: readonly StreamRecord[],
  compare: (a: Position, b: Position) => number,
): ReplayStep {
  const { anchor } = replay;
  const isAhead = (record: StreamRecord, position: Position) => compare(record.position, position) > 0;
  let end = records.length;
  while (end > 0 && isAhead(records[end - 1], anchor.position)) end--;
  const last = records[end - 1];
  const passed = last !== undefined && last.position === anchor.position;
  if (!passed && end < records.length)
    return { kind: 'another_log', found: `no record at ${anchor.position}` };
  if (passed && last.arrivalMs !== anchor.arrivalMs) {
    const found = `the record at ${anchor.position} arrived at ${last.arrivalMs}, not at ${anchor.arrivalMs}`;
    return { kind: 'another_log', found };
  }
  let from = 0;
  while (from < end) {
    const close = replay.earlyCloses[0];
    let to = from;
    while (to < end && (close === undefined || !isAhead(records[to], close.afterPosition))) to++;
    fold(state, records, tallyFrom(), from, to);
    if (to < end) closeAgain(state, replay);
    from = to;
  }
  if (!passed) return { kind: 'replaying' };
  endReplay(state, replay);
  return { kind: 'passed', next: end };
}

/** Brings the state to where the last owner's was. Its closed windows stay closed, whatever the log has lost since. */
export function endReplay(state: PartitionState, replay: Replay): void {
  while (replay.earlyCloses.length > 0) closeAgain(state, replay);
  closeThrough(state, replay.closedThroughMs, tallyFrom());
}

function closeAgain(state: PartitionState, replay: Replay): void {
  const close = replay.earlyCloses.shift();
  if (close !== undefined) closeEarly(state, tallyFrom(), close.throughMs);
}
