import { crc32 } from 'node:zlib';
import { emptyFleet, type Fleet, fleetColumnNames, plan } from './fleet.ts';
import type { HeldEvent } from './outbox.ts';

/** All of a world that does not follow from its settings. */
export interface Snapshot {
  /** What the world must have been made from; another value is another world. */
  readonly key: string;
  /** What its events' contents depend on besides. */
  readonly settings: string;
  readonly name: string;
  readonly step: number;
  readonly offsetMs: number;
  readonly held: readonly HeldEvent[];
  readonly entered: number;
  readonly fleet: Fleet;
}

const magic = 'RUMOSIM1';
const headBytes = magic.length + 12;

/**
 * A snapshot as bytes: magic, CRC-32 and length of the rest, length of the JSON head, head, columns, routes. Legs
 * already driven are left out; ways that were found but not begun are found again.
 */
export function encodeSnapshot(snapshot: Snapshot): Buffer {
  const { fleet, ...rest } = snapshot;
  const { legIndex, legBase } = fleet.columns;
  const columns = fleetColumnNames.map((name) => {
    if (name === 'legIndex') return bytesOf(new Int32Array(fleet.size));
    if (name === 'legBase') return bytesOf(legBase.map((base, driver) => base + legIndex[driver]));
    if (name === 'planState') {
      return bytesOf(fleet.columns.planState.map((state) => (state === plan.found ? plan.pending : state)));
    }
    return bytesOf(fleet.columns[name]);
  });
  const routes = fleet.route.map((route, driver) => route.subarray(legIndex[driver]));
  const lengths = Int32Array.from(routes, (route) => route.length);
  const edges = new Int32Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const route of routes) {
    edges.set(route, at);
    at += route.length;
  }
  const parts = [...columns, bytesOf(lengths), bytesOf(edges)];
  const head = Buffer.from(
    JSON.stringify({
      ...rest,
      drivers: fleet.size,
      columns: fleetColumnNames,
      parts: parts.map((part) => part.length),
    }),
  );
  const headLength = Buffer.alloc(4);
  headLength.writeUInt32LE(head.length);
  const body = Buffer.concat([headLength, head, ...parts]);
  const front = Buffer.alloc(headBytes - 4);
  front.write(magic, 'latin1');
  front.writeUInt32LE(crc32(body), magic.length);
  front.writeUInt32LE(body.length, magic.length + 4);
  return Buffer.concat([front, body]);
}

/** Reads a snapshot back. Throws, saying what is wrong, on anything that is not a whole snapshot of this version. */
export function decodeSnapshot(bytes: Buffer): Snapshot {
  if (bytes.length < headBytes || bytes.toString('latin1', 0, magic.length) !== magic) {
    throw new Error(`it does not begin with ${magic}`);
  }
  const body = bytes.subarray(headBytes - 4);
  const length = bytes.readUInt32LE(magic.length + 4);
  if (body.length !== length) throw new Error(`it has ${body.length} bytes of ${length}`);
  if (crc32(body) !== bytes.readUInt32LE(magic.length)) throw new Error('its checksum does not match');
  const headLength = body.readUInt32LE(0);
  const { drivers, columns, parts, ...rest } = JSON.parse(body.toString('utf8', 4, 4 + headLength));
  if (JSON.stringify(columns) !== JSON.stringify(fleetColumnNames)) {
    throw new Error('it was written by another version');
  }
  let at = 4 + headLength;
  const next = () => {
    const part = body.subarray(at, at + parts.shift());
    at += part.length;
    return part;
  };
  const fleet = emptyFleet(drivers);
  for (const name of fleetColumnNames) bytesOf(fleet.columns[name]).set(next());
  const lengths = new Int32Array(drivers);
  bytesOf(lengths).set(next());
  const edgeBytes = next();
  const edges = new Int32Array(edgeBytes.length / 4);
  bytesOf(edges).set(edgeBytes);
  let edge = 0;
  for (let driver = 0; driver < drivers; driver++) {
    fleet.route[driver] = edges.slice(edge, edge + lengths[driver]);
    edge += lengths[driver];
  }
  return { ...rest, fleet };
}

function bytesOf(column: ArrayBufferView): Buffer {
  return Buffer.from(column.buffer as ArrayBuffer, column.byteOffset, column.byteLength);
}
