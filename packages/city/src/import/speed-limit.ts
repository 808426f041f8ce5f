import type { StreetClass } from '../street-graph.ts';
import type { Tags } from './source-map.ts';

const kmhToMps = 1 / 3.6;
const kmhPerMph = 1.609_344;
const kmhPerKnot = 1.852;

/** What is driven where OSM has no limit, km/h. */
const defaultKmh: Readonly<Record<StreetClass, number>> = {
  motorway: 100,
  trunk: 80,
  primary: 60,
  secondary: 50,
  tertiary: 50,
  unclassified: 45,
  residential: 40,
  living_street: 20,
  service: 20,
};
const defaultLinkKmh: Partial<Record<StreetClass, number>> = { motorway: 60, trunk: 50, primary: 45 };

/** Limits by kind of zone, as in "ES:urban" and "RO:trunk", km/h; countries differ by ten or so. */
const zoneKmh: Readonly<Record<string, number>> = {
  walk: 7,
  living_street: 20,
  bicycle_road: 30,
  urban: 50,
  rural: 90,
  nsl_single: 96,
  nsl_dual: 112,
  trunk: 100,
  expressway: 100,
  motorway: 120,
};
const unlimitedKmh = 130;

/** The limit of a way in m/s: the tagged one where it can be read and believed (5 … 130 km/h), else the default. */
export function speedLimitMps(tags: Tags, streetClass: StreetClass): number {
  const kmh = parseMaxspeedKmh(tags.maxspeed ?? tags['maxspeed:forward'] ?? '');
  if (kmh !== null && kmh >= 5 && kmh <= unlimitedKmh) return kmh * kmhToMps;
  const link = tags.highway?.endsWith('_link') ? defaultLinkKmh[streetClass] : undefined;
  return (link ?? defaultKmh[streetClass]) * kmhToMps;
}

/**
 * A value of OSM's maxspeed in km/h: "50", "30 mph", "5 knots", "none", "walk", "ES:urban", "DE:zone:30"; of
 * several ("50;30") the first. Null when it is none of these.
 */
export function parseMaxspeedKmh(maxspeed: string): number | null {
  const value = maxspeed.split(/[;|]/)[0].trim().toLowerCase();
  const number = /^(\d+(?:\.\d+)?)\s*(km\/h|kmh|kph|mph|knots)?$/.exec(value);
  if (number) {
    const factor = number[2] === 'mph' ? kmhPerMph : number[2] === 'knots' ? kmhPerKnot : 1;
    return Number(number[1]) * factor;
  }
  if (value === 'none') return unlimitedKmh;
  const zone = value.split(':').at(-1) ?? '';
  const zoneNumber = /^(?:zone)?(\d+)$/.exec(zone);
  if (zoneNumber && value.includes(':')) return Number(zoneNumber[1]);
  return Object.hasOwn(zoneKmh, zone) ? zoneKmh[zone] : null;
}
