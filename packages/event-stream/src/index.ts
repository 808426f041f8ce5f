export * from './event-stream.ts';
export type { StreamLogger } from './kafka-client.ts';
export * from './kafka-env.ts';
export * from './kafka-event-stream.ts';
export { comparePositions } from './positions.ts';
