export * from './event-stream.ts';
export type { StreamLogger } from './kafka-client.ts';
export { StreamRefusedError } from './kafka-diagnosis.ts';
export * from './kafka-env.ts';
export * from './kafka-event-stream.ts';
export * from './kafka-options.ts';
export { comparePositions } from './positions.ts';
export * from './service-stream.ts';
export * from './stream-metrics.ts';
