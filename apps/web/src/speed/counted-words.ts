import type { StreamCounts } from '@rumo/database/queries';

export interface CountedWord {
  readonly key: keyof StreamCounts;
  readonly label: string;
  /** What is wrong with them, in a few words. */
  readonly short: string;
  readonly why: string;
}

/** What did not become a speed, and why, in the order the records are judged (W13). */
export const notCounted: readonly CountedWord[] = [
  {
    key: 'otherTypes',
    label: 'Other types',
    short: 'not about a location',
    why: 'Events of another type, such as TripStarted. They share the topic, and each consumer filters for itself.',
  },
  {
    key: 'rejected',
    label: 'Rejected',
    short: 'cannot be used',
    why: 'Records that cannot be used: broken bytes, fields out of range, fixes more than 60 s ahead of their arrival.',
  },
  {
    key: 'late',
    label: 'Late',
    short: 'after their window closed',
    why: 'Fixes whose window had already closed when they came. A closed window never changes, so they stay out.',
  },
  {
    key: 'duplicates',
    label: 'Duplicates',
    short: 'sent twice, counted once',
    why: 'The same fix sent again, as devices do when they miss an answer. It counts once.',
  },
  {
    key: 'conflicts',
    label: 'Conflicts',
    short: 'two for one instant',
    why: 'Two different fixes of one driver for the same instant. The one with the lower sequence stays.',
  },
  {
    key: 'outliers',
    label: 'Outliers',
    short: 'faster than 252 km/h',
    why: 'Segments faster than 252 km/h (70 m/s): the fixes are used, that stretch gives neither distance nor time.',
  },
];

const reasons: Readonly<Record<string, string>> = {
  empty: 'the record has no value',
  not_utf8: 'the bytes are no UTF-8 text',
  not_json: 'the text is no JSON',
  not_an_object: 'the JSON is no object',
  no_type: 'the event has no type',
  bad_version: 'the event has a version that is not known',
  bad_field: 'a field is missing or out of its range',
  null_island: 'latitude and longitude are both exactly 0',
  key_mismatch: 'the record’s key names another driver',
  too_large: 'the record is larger than any event',
  future: 'the fix lies more than 60 s ahead of its arrival',
};

/** One line for a reason of rejection; a reason that is not known here speaks for itself. */
export function reasonText(reason: string): string {
  return Object.hasOwn(reasons, reason) ? reasons[reason] : reason.replaceAll('_', ' ');
}
