import type { StreamRecord } from '@rumo/event-stream';
import { decodeRideEvent, type LocationUpdated } from '@rumo/events';
import { type DriverFixes, placeOf } from './driver-fixes.ts';
import { compareClaims, fixOf } from './fix.ts';
import { isOtherType } from './other-type.ts';
import { closeThrough, type PartitionState } from './partition-state.ts';
import { type Checkpoint, checkpointFor } from './resume-point.ts';
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

/** What became of a record: each is counted as one of these (W13). */
export type Outcome = 'used' | 'duplicates' | 'conflicts' | 'late' | 'rejected' | 'otherTypes';

/** W13: one record, in the order of the rule. */
export function foldRecord(state: PartitionState, record: StreamRecord, tally: Tally): Outcome {
  const { clock, settings, checkpoints } = state;
  const { counts } = tally;
  const checkpoint = checkpointFor(checkpoints, record.position, clock, settings.recordsPerCheckpoint);
  checkpoint.records++;
  counts.read++;

  const silence = takeArrival(clock, record.arrivalMs, settings.gapMs);
  if (silence === 'ended') closeThrough(state, silentThroughMs(clock), tally);
  else if (silence === 'disagreed') counts.idleDisagreements++;

  const decoded = decodeRideEvent(record.key, record.value);
  if (decoded.kind === 'rejected' && !isOtherType(decoded.reason, record.value)) {
    tallyRejected(tally, record, decoded.reason, decoded.detail);
    return 'rejected';
  }
  if (decoded.kind !== 'event' || decoded.event.type !== 'LocationUpdated') {
    counts.otherTypes++;
    return 'otherTypes';
  }
  const event = decoded.event;
  if (event.occurredAtMs - clock.arrivalMs > futureLimitMs) {
    tallyRejected(tally, record, 'future', `${event.occurredAtMs - clock.arrivalMs} ms ahead of its arrival`);
    return 'rejected';
  }
  if (event.occurredAtMs < clock.closedThroughMs) {
    counts.late++;
    return 'late';
  }
  const driver = state.drivers.get(event.driverId) ?? addDriver(state, event.driverId);
  const outcome = takeFix(driver, event, record.value, checkpoint);
  counts[outcome]++;
  const throughMs = moveWatermark(clock, event.occurredAtMs);
  if (throughMs > clock.closedThroughMs) closeThrough(state, throughMs, tally);
  return outcome;
}

/** W8: puts the fix in its place among the driver's, unless one of the same time stays. */
function takeFix(
  driver: DriverFixes,
  event: LocationUpdated,
  payload: Uint8Array | null,
  checkpoint: Checkpoint,
): 'used' | 'duplicates' | 'conflicts' {
  const { open } = driver;
  const place = placeOf(open, event.occurredAtMs);
  const held = open[place];
  const fix = fixOf(event, payload, checkpoint);
  if (held === undefined || held.occurredAtMs !== event.occurredAtMs) {
    checkpoint.needed++;
    if (place === open.length) open.push(fix);
    else open.splice(place, 0, fix);
    return 'used';
  }
  const order = compareClaims(fix, held);
  if (order === 0) return 'duplicates';
  if (order < 0) {
    held.checkpoint.needed--;
    checkpoint.needed++;
    open[place] = fix;
  }
  return 'conflicts';
}

function addDriver(state: PartitionState, driverId: string): DriverFixes {
  const driver: DriverFixes = { before: null, open: [] };
  state.drivers.set(driverId, driver);
  return driver;
}
