import type { Position } from '@rumo/geo';
import { PbfReader, PbfWriter } from 'pbf';
import type { Street } from './build-graph.ts';
import { streetClasses } from './street-graph.ts';

/** What a street graph is built from and stored as. */
export interface StreetNetwork {
  readonly nodes: readonly Position[];
  readonly streets: readonly Street[];
}

const magic = 'RUMO';
const version = 1;
/** Coordinates are stored in millionths of a degree: 11 cm. */
export const coordinateUnitsPerDeg = 1e6;

const field = {
  names: 1,
  limits: 2,
  nodeLatitudes: 3,
  nodeLongitudes: 4,
  from: 5,
  to: 6,
  streetClass: 7,
  limit: 8,
  name: 9,
  oneway: 10,
  innerCount: 11,
  innerLatitudes: 12,
  innerLongitudes: 13,
} as const;

/**
 * The network as bytes: the word RUMO, one byte of version, then one protobuf message of packed columns, most of
 * them differences from the entry before. Coordinates are rounded to millionths of a degree.
 */
export function encodeStreets({ nodes, streets }: StreetNetwork): Uint8Array {
  const names = distinct(streets, (street) => street.name);
  const limits = distinct(streets, (street) => street.limitMps);
  const inner = streets.flatMap((street) => street.inner);
  const writer = new PbfWriter();
  for (const name of names.keys()) writer.writeStringField(field.names, name);
  writer.writePackedDouble(field.limits, [...limits.keys()]);
  writer.writePackedSVarint(field.nodeLatitudes, differences(nodes.map((node) => toUnits(node.latitude))));
  writer.writePackedSVarint(field.nodeLongitudes, differences(nodes.map((node) => toUnits(node.longitude))));
  writer.writePackedSVarint(field.from, differences(streets.map((street) => street.from)));
  writer.writePackedSVarint(
    field.to,
    streets.map((street) => street.to - street.from),
  );
  const packed = (tag: number, of: (street: Street) => number) =>
    writer.writePackedVarint(tag, streets.map(of));
  packed(field.streetClass, (street) => streetClasses.indexOf(street.streetClass));
  packed(field.limit, (street) => limits.get(street.limitMps) ?? 0);
  packed(field.name, (street) => names.get(street.name) ?? 0);
  packed(field.oneway, (street) => (street.oneway ? 1 : 0));
  packed(field.innerCount, (street) => street.inner.length);
  writer.writePackedSVarint(field.innerLatitudes, differences(inner.map((point) => toUnits(point.latitude))));
  writer.writePackedSVarint(
    field.innerLongitudes,
    differences(inner.map((point) => toUnits(point.longitude))),
  );
  const message = writer.finish();
  const bytes = new Uint8Array(magic.length + 1 + message.length);
  bytes.set(Buffer.from(`${magic}${String.fromCharCode(version)}`, 'latin1'));
  bytes.set(message, magic.length + 1);
  return bytes;
}

/** Reads what `encodeStreets` wrote. Throws on other bytes and on a version this code does not know. */
export function decodeStreets(bytes: Uint8Array): StreetNetwork {
  if (bytes.length < 5 || Buffer.from(bytes.subarray(0, 4)).toString('latin1') !== magic) {
    throw new Error(`not a street file: ${bytes.length} bytes that do not begin with ${magic}`);
  }
  if (bytes[4] !== version)
    throw new Error(`street file of version ${bytes[4]}, this program reads ${version}`);
  const names: string[] = [];
  const columns: Record<number, number[]> = {};
  const signed: ReadonlySet<number> = new Set([
    field.nodeLatitudes,
    field.nodeLongitudes,
    field.from,
    field.to,
    field.innerLatitudes,
    field.innerLongitudes,
  ]);
  new PbfReader(bytes.subarray(5)).readFields((tag, _result, pbf) => {
    if (tag === field.names) names.push(pbf.readString());
    else if (tag === field.limits) columns[tag] = pbf.readPackedDouble();
    else columns[tag] = signed.has(tag) ? pbf.readPackedSVarint() : pbf.readPackedVarint();
  }, null);
  const column = (tag: number) => columns[tag] ?? [];
  const nodes = positions(column(field.nodeLatitudes), column(field.nodeLongitudes));
  const inner = positions(column(field.innerLatitudes), column(field.innerLongitudes));
  const from = sums(column(field.from));
  let nextInner = 0;
  const streets = from.map((node, i): Street => {
    const innerCount = column(field.innerCount)[i];
    const street = {
      from: node,
      to: node + column(field.to)[i],
      inner: inner.slice(nextInner, nextInner + innerCount),
      streetClass: streetClasses[column(field.streetClass)[i]],
      limitMps: column(field.limits)[column(field.limit)[i]],
      name: names[column(field.name)[i]],
      oneway: column(field.oneway)[i] === 1,
    };
    nextInner += innerCount;
    return street;
  });
  return { nodes, streets };
}

/** A coordinate in the units of the file. */
export function toUnits(degrees: number): number {
  return Math.round(degrees * coordinateUnitsPerDeg);
}

function positions(latitudes: readonly number[], longitudes: readonly number[]): Position[] {
  const wholeLongitudes = sums(longitudes);
  return sums(latitudes).map((latitude, i) => ({
    latitude: latitude / coordinateUnitsPerDeg,
    longitude: wholeLongitudes[i] / coordinateUnitsPerDeg,
  }));
}

function distinct<T>(streets: readonly Street[], of: (street: Street) => T): Map<T, number> {
  const found = new Map<T, number>();
  for (const street of streets) if (!found.has(of(street))) found.set(of(street), found.size);
  return found;
}

function differences(values: readonly number[]): number[] {
  return values.map((value, i) => (i === 0 ? value : value - values[i - 1]));
}

function sums(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}
