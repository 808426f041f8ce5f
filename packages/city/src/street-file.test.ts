import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  coordinateUnitsPerDeg,
  decodeStreets,
  encodeStreets,
  type StreetNetwork,
  toUnits,
} from './street-file.ts';
import { anyNetwork } from './testing/random-graph.ts';

const rounded = ({ nodes, streets }: StreetNetwork): StreetNetwork => {
  const round = (position: { latitude: number; longitude: number }) => ({
    latitude: toUnits(position.latitude) / coordinateUnitsPerDeg,
    longitude: toUnits(position.longitude) / coordinateUnitsPerDeg,
  });
  return {
    nodes: nodes.map(round),
    streets: streets.map((street) => ({ ...street, inner: street.inner.map(round) })),
  };
};

test('a network that is written and read is the same, at 11 cm', () => {
  fc.assert(
    fc.property(anyNetwork, (network) => {
      expect(decodeStreets(encodeStreets(network))).toEqual(rounded(network));
    }),
  );
});

test('an empty network is written and read', () => {
  expect(decodeStreets(encodeStreets({ nodes: [], streets: [] }))).toEqual({ nodes: [], streets: [] });
});

test('bytes of another kind or version are refused with a clear error', () => {
  expect(() => decodeStreets(new Uint8Array())).toThrow('not a street file: 0 bytes');
  expect(() => decodeStreets(Buffer.from('<html></html>'))).toThrow('not a street file');
  const other = encodeStreets({ nodes: [], streets: [] });
  other[4] = 9;
  expect(() => decodeStreets(other)).toThrow('street file of version 9, this program reads 1');
});
