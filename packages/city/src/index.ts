export * from './street-graph.ts';
