import { localProjection } from '@rumo/geo';
import fc from 'fast-check';
import { buildGraph } from '../build-graph.ts';
import { streetClasses } from '../street-graph.ts';

const plane = localProjection({ latitude: -34.9, longitude: -56.17 });
const place = fc.record({
  eastM: fc.integer({ min: -1500, max: 1500 }),
  northM: fc.integer({ min: -1500, max: 1500 }),
});

/** Any small street network: oneways, dead ends, self-loops, parallel streets, parts without connection. */
export const anyNetwork = fc.array(place, { minLength: 2, maxLength: 14 }).chain((places) =>
  fc.record({
    nodes: fc.constant(places.map(plane.toPosition)),
    streets: fc.array(
      fc.record({
        from: fc.nat(places.length - 1),
        to: fc.nat(places.length - 1),
        inner: fc.array(place.map(plane.toPosition), { maxLength: 2 }),
        streetClass: fc.constantFrom(...streetClasses),
        limitMps: fc.constantFrom(5, 8.5, 12.5, 20, 30.6),
        name: fc.constantFrom('', '18 de Julio', 'улица Абая'),
        oneway: fc.boolean(),
      }),
      { minLength: 1, maxLength: 30 },
    ),
  }),
);

export const anyGraph = anyNetwork.map(({ nodes, streets }) => buildGraph(nodes, streets));
