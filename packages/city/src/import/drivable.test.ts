import { expect, test } from 'vitest';
import { drivingOf } from './drivable.ts';

const direction = (tags: Record<string, string>) =>
  drivingOf({ highway: 'residential', ...tags })?.direction ?? null;

test('only ways made for cars are driven, links under the class they lead to', () => {
  const classOf = (highway: string) => drivingOf({ highway })?.streetClass ?? null;
  expect(['motorway_link', 'primary', 'road', 'living_street'].map(classOf)).toEqual([
    'motorway',
    'primary',
    'unclassified',
    'living_street',
  ]);
  for (const highway of ['footway', 'proposed', 'construction', 'track', 'pedestrian', '__proto__']) {
    expect(classOf(highway)).toBeNull();
  }
  expect(drivingOf({})).toBeNull();
  expect(drivingOf({ highway: 'service', area: 'yes' })).toBeNull();
  expect(drivingOf({ highway: 'service', service: 'parking_aisle' })).toBeNull();
});

test('ways closed to the public or to cars are left out, the narrowest tag deciding', () => {
  expect(direction({ access: 'private' })).toBeNull();
  expect(direction({ motor_vehicle: 'no' })).toBeNull();
  expect(direction({ access: 'no', motor_vehicle: 'yes' })).toBe('both');
  expect(direction({ vehicle: 'yes', motorcar: 'no' })).toBeNull();
  expect(direction({ access: 'destination' })).toBe('both');
});

test('oneways run as tagged, roundabouts and motorways forward unless tagged otherwise', () => {
  expect(['yes', '1', 'true'].map((oneway) => direction({ oneway }))).toEqual([
    'forward',
    'forward',
    'forward',
  ]);
  expect(['-1', 'reverse'].map((oneway) => direction({ oneway }))).toEqual(['backward', 'backward']);
  expect(direction({ oneway: 'no', junction: 'roundabout' })).toBe('both');
  expect(direction({ junction: 'roundabout' })).toBe('forward');
  expect(drivingOf({ highway: 'motorway_link' })?.direction).toBe('forward');
  expect(direction({})).toBe('both');
  expect(direction({ oneway: 'reversible' })).toBeNull();
});
