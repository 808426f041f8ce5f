import type { StreamRecord } from '@rumo/event-stream';
import { decodeIntoFields, type LocationFields, noFields } from '@rumo/events';
import {
  type DriverFixes,
  insertAt,
  payloadAt,
  placeOf,
  sequenceAt,
  stretchAt,
  timeAt,
  writeAt,
} from './driver-fixes.ts';
import { driverFor } from './driver-table.ts';
import { compareClaims } from './fix.ts';
import { isOtherType } from './other-type.ts';
import { closeThrough, type PartitionState } from './partition-state.ts';
import { type Checkpoint, checkpointFor, hold, payloadOf, release, releasePayload } from './resume-point.ts';
import { futureLimitMs } from './rules.ts';
import { moveWatermark, silentThroughMs, takeArrival } from './stream-clock.ts';
import { type Tally, tallyRejected } from './tally.ts';

/**
 * Folds `records[from..to)` into the state: windows that closed and what was counted are added to the tally. Depends
 * on nothing but its arguments, so that the same records from the same state give the same windows and counts (X1).
 */
export function fold(
  state: PartitionState,
  records: readonly StreamRecord[],
  tally: Tally,
  from = 0,
  to = records.length,
): void {
  if (from >= to) return;
  for (let i = from; i < to; i++) foldRecord(state, records[i], tally);
  const { position, arrivalMs } = records[to - 1];
  state.after = { position, arrivalMs };
}

// Filled anew for each record: what a fold allocates is most of what it costs.
const event = noFields();

/** What became of a record: each is counted as one of these (W13). */
export type Outcome = 'used' | 'duplicates' | 'conflicts' | 'late' | 'rejected' | 'otherTypes';

/** W13: one record, in the order of the rule. */
export function foldRecord(state: PartitionState, record: StreamRecord, tally: Tally): Outcome {
  const { clock, settings, checkpoints } = state;
  const { counts } = tally;
  const checkpoint = checkpointFor(checkpoints, record, clock, settings.recordsPerCheckpoint);
  checkpoint.records++;
  counts.read++;

  const silence = takeArrival(clock, record.arrivalMs, settings.gapMs);
  if (silence === 'ended') closeThrough(state, silentThroughMs(clock), tally);
  else if (silence === 'disagreed') counts.idleDisagreements++;

  const other = decodeIntoFields(record, event);
  if (other !== null) {
    if (other.kind === 'rejected' && !isOtherType(other.reason, record.value)) {
      tallyRejected(tally, record, other.reason, other.detail);
      return 'rejected';
    }
    counts.otherTypes++;
    return 'otherTypes';
  }
  if (event.occurredAtMs - clock.arrivalMs > futureLimitMs) {
    tallyRejected(tally, record, 'future', `${event.occurredAtMs - clock.arrivalMs} ms ahead of its arrival`);
    return 'rejected';
  }
  if (event.occurredAtMs < clock.closedThroughMs) {
    counts.late++;
    return 'late';
  }
  const driver = driverFor(state.drivers, event);
  const outcome = takeFix(state, driver, event, record, checkpoint);
  counts[outcome]++;
  const throughMs = moveWatermark(clock, event.occurredAtMs);
  if (throughMs > clock.closedThroughMs) closeThrough(state, throughMs, tally);
  return outcome;
}

/** W8: puts the fix in its place among the driver's, unless one of the same time stays. */
function takeFix(
  { drivers, checkpoints }: PartitionState,
  driver: DriverFixes,
  fields: LocationFields,
  record: StreamRecord,
  checkpoint: Checkpoint,
): 'used' | 'duplicates' | 'conflicts' {
  const place = placeOf(driver, fields.occurredAtMs);
  const isFree = place === driver.count || timeAt(driver, place) !== fields.occurredAtMs;
  if (isFree) insertAt(drivers.pool, driver, place);
  else {
    const stretch = stretchAt(driver, place);
    const held = {
      sequence: sequenceAt(driver, place),
      payload: payloadOf(checkpoints, stretch, payloadAt(driver, place)),
    };
    const order = compareClaims({ sequence: fields.sequence, payload: record.value }, held);
    if (order === 0) return 'duplicates';
    if (order > 0) return 'conflicts';
    releasePayload(checkpoints, stretch);
    release(checkpoints, stretch);
  }
  const { bytes, valueFrom = 0, valueTo = 0 } = record;
  const source = bytes ?? (record.value as Uint8Array);
  hold(checkpoint, source);
  payload.source = checkpoint.sources.length - 1;
  payload.from = bytes === undefined ? 0 : valueFrom;
  payload.to = bytes === undefined ? source.length : valueTo;
  writeAt(driver, place, fields, checkpoint.number, payload);
  return isFree ? 'used' : 'conflicts';
}

const payload = { source: 0, from: 0, to: 0 };
