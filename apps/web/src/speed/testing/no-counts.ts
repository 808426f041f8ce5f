import type { DriverSpeedStatus } from '@rumo/events';

/** The counts of a consumer that has read nothing. */
export const noCounts: DriverSpeedStatus['counts'] = {
  read: 0,
  used: 0,
  duplicates: 0,
  conflicts: 0,
  late: 0,
  rejected: 0,
  otherTypes: 0,
  outliers: 0,
  logGaps: 0,
};
