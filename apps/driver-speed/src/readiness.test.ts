import { expect, test } from 'vitest';
import { type Circumstances, readiness } from './readiness.ts';

const well: Circumstances = {
  health: { connected: true, sinceMs: 0, problem: null },
  databaseProblem: null,
  lag: [{ partition: 3, position: '7', lag: 0 }],
  loaded: new Set([3]),
  paused: false,
};

test('is ready when joined, with a database, loaded and nearly at the end', () => {
  expect(readiness(well)).toBeNull();
  expect(readiness({ ...well, lag: [] })).toBeNull();
});

test('D3 says what is in the way', () => {
  expect(readiness({ ...well, health: null })).toMatch(/did not answer yet/);
  expect(readiness({ ...well, health: { connected: false, sinceMs: 0, problem: 'gone' } })).toMatch(/gone/);
  expect(readiness({ ...well, databaseProblem: 'The database failed.' })).toBe('The database failed.');
  expect(readiness({ ...well, loaded: new Set() })).toMatch(/partition 3/);
  expect(readiness({ ...well, lag: [{ partition: 3, position: '7', lag: 200_001 }] })).toMatch(
    /200001 records/,
  );
});

test('the lag of a pause that was asked for is no failure', () => {
  expect(
    readiness({ ...well, paused: true, lag: [{ partition: 3, position: '7', lag: 900_000 }] }),
  ).toBeNull();
});
