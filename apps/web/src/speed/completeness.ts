import type { PartitionStand } from '@rumo/database/queries';

/**
 * The time through which fleet windows are complete (W14), epoch ms; null while none can be.
 * A partition is done through what it closed. Once read to its end it is done up to its oldest open window, and
 * without one it holds nobody up: so an empty or silent partition does not block the fleet.
 * When no partition has an open window, everything up to `newestEndMs` is complete.
 */
export function completeThrough(
  partitions: readonly Pick<PartitionStand, 'closedThroughMs' | 'openFromMs' | 'atEnd'>[],
  newestEndMs: number | null,
): number | null {
  if (partitions.length === 0) return null;
  const least = Math.min(...partitions.map(doneThrough));
  if (least === Number.NEGATIVE_INFINITY) return null;
  return least === Number.POSITIVE_INFINITY ? newestEndMs : least;
}

/**
 * The time before which no partition can ever write again, epoch ms; null while a partition has closed nothing.
 * Unlike completeThrough it counts what is closed alone: such windows may be kept for good (W6).
 */
export function closedByAll(partitions: readonly Pick<PartitionStand, 'closedThroughMs'>[]): number | null {
  const closed = partitions.map((partition) => partition.closedThroughMs ?? Number.NEGATIVE_INFINITY);
  const least = Math.min(...closed);
  return Number.isFinite(least) ? least : null;
}

function doneThrough(partition: Pick<PartitionStand, 'closedThroughMs' | 'openFromMs' | 'atEnd'>): number {
  const closed = partition.closedThroughMs ?? Number.NEGATIVE_INFINITY;
  if (!partition.atEnd) return closed;
  return Math.max(closed, partition.openFromMs ?? Number.POSITIVE_INFINITY);
}
