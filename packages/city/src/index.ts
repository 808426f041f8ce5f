export * from './build-graph.ts';
export * from './edge-finder.ts';
export * from './find-route.ts';
export * from './nearest-edge.ts';
export * from './pack.ts';
export * from './point-on-edge.ts';
export * from './street-file.ts';
export * from './street-graph.ts';
export { isTurnBack, turnAngleDeg } from './turn-cost.ts';
