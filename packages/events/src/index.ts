export * from './consumer-status.ts';
export * from './decode.ts';
export * from './live-frame.ts';
export * from './live-frame-codec.ts';
export * from './ride-event.ts';
export * from './socket-messages.ts';
export * from './speed-cell.ts';
export * from './topics.ts';
