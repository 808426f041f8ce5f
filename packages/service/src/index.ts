export * from './allowed-host.ts';
export * from './backoff.ts';
export * from './env.ts';
export * from './http-server.ts';
export * from './logger.ts';
export * from './metrics.ts';
export * from './shutdown.ts';
