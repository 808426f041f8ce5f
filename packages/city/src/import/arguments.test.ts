import { expect, test } from 'vitest';
import { parseCityRequest } from './arguments.ts';

test('a name alone asks for a recipe, nothing or --help for help', () => {
  expect(parseCityRequest(['montevideo'])).toEqual({ kind: 'recipe', id: 'montevideo' });
  expect(parseCityRequest([])).toEqual({ kind: 'help' });
  expect(parseCityRequest(['--help'])).toEqual({ kind: 'help' });
});

test('an extract comes with its name, box and open sides', () => {
  const args = [
    'porto',
    '--pbf',
    'porto.osm.pbf',
    '--name',
    'Porto',
    '--bbox',
    '-8.7,41.1,-8.5,41.2',
    '--shore',
    'west,South',
  ];
  expect(parseCityRequest(args)).toEqual({
    kind: 'pbf',
    id: 'porto',
    file: 'porto.osm.pbf',
    name: 'Porto',
    bounds: [-8.7, 41.1, -8.5, 41.2],
    shore: ['west', 'south'],
  });
  expect(parseCityRequest(['x', '--pbf', 'f'])).toMatchObject({ name: 'x', bounds: null, shore: [] });
});

test('what makes no sense is refused with what was wanted', () => {
  const refused: [string[], string][] = [
    [['a', 'b'], 'one city at a time'],
    [['../etc'], 'small letters, digits and hyphens'],
    [['x', '--bbox', '1,2,3,4'], '--bbox goes with --pbf'],
    [['x', '--pbf', 'f', '--bbox', '1,2,3'], 'wants west,south,east,north'],
    [['x', '--pbf', 'f', '--bbox', '1,2,,4'], 'wants west,south,east,north'],
    [['x', '--pbf', 'f', '--bbox', '3,2,1,4'], 'is no box'],
    [['x', '--pbf', 'f', '--shore', 'left'], '--shore wants north, east, south, west'],
    [['x', '--speed', '3'], '--speed'],
  ];
  for (const [args, message] of refused)
    expect(() => parseCityRequest(args), args.join(' ')).toThrow(message);
});
