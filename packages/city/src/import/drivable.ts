import { type StreetClass, streetClasses } from '../street-graph.ts';
import type { Tags } from './source-map.ts';
import { speedLimitMps } from './speed-limit.ts';

/** How a way is driven by car: what the street graph keeps of its tags. */
export interface Driving {
  readonly streetClass: StreetClass;
  readonly direction: 'both' | 'forward' | 'backward';
  readonly limitMps: number;
  readonly name: string;
}

const classOf = new Map<string, StreetClass>([
  ...streetClasses.map((streetClass) => [streetClass, streetClass] as const),
  ...(['motorway', 'trunk', 'primary', 'secondary', 'tertiary'] as const).map(
    (streetClass) => [`${streetClass}_link`, streetClass] as const,
  ),
  ['road', 'unclassified'],
]);
const closed = new Set([
  'no',
  'private',
  'agricultural',
  'forestry',
  'emergency',
  'military',
  'bus',
  'psv',
  'delivery',
]);
const carParkServices = new Set(['driveway', 'parking_aisle', 'drive-through', 'emergency_access']);
const roundabouts = new Set(['roundabout', 'circular']);

/** The street class of a highway tag, links counted to the class they lead to; null for ways not made for cars. */
export function streetClassOf(highway: string | undefined): StreetClass | null {
  return (highway && classOf.get(highway)) || null;
}

/**
 * How a way is driven, null when a taxi does not drive there: not a street, closed to cars or the public, a car
 * park's aisle, or a lane whose direction changes with the hour.
 */
export function drivingOf(tags: Tags): Driving | null {
  const streetClass = streetClassOf(tags.highway);
  if (!streetClass || tags.area === 'yes') return null;
  if (streetClass === 'service' && carParkServices.has(tags.service)) return null;
  // The narrowest of the tags decides: a street closed to vehicles may still be open to cars.
  const access = tags.motorcar ?? tags.motor_vehicle ?? tags.vehicle ?? tags.access;
  if (access !== undefined && closed.has(access)) return null;
  const direction = directionOf(tags, streetClass);
  if (!direction) return null;
  return {
    streetClass,
    direction,
    limitMps: speedLimitMps(tags, streetClass),
    name: (tags.name ?? '').trim(),
  };
}

function directionOf(tags: Tags, streetClass: StreetClass): Driving['direction'] | null {
  switch (tags['oneway:motor_vehicle'] ?? tags.oneway) {
    case 'yes':
    case 'true':
    case '1':
      return 'forward';
    case '-1':
    case 'reverse':
      return 'backward';
    case 'no':
    case 'false':
    case '0':
      return 'both';
    case 'reversible':
    case 'alternating':
      return null;
    default:
      return roundabouts.has(tags.junction) || streetClass === 'motorway' ? 'forward' : 'both';
  }
}
