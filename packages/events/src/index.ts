export * from './consumer-status.ts';
export * from './decode.ts';
export { decodeFrame, vehicleUpdates } from './decode-frame.ts';
export * from './encode-frame.ts';
export { FrameError } from './frame-error.ts';
export {
  frameAgeQuantumMs,
  frameHeadingQuantumDeg,
  frameMaxAgeMs,
  frameMaxHandle,
  frameMaxLevel,
  frameMaxLevelBits,
  frameMaxSpeedMps,
  frameMaxTiles,
  frameMaxTimeMs,
  framePositionQuantumDeg,
  frameSpeedQuantumMps,
  frameVersion,
} from './frame-quanta.ts';
export { hashOfId } from './hash-of-id.ts';
export * from './id-index.ts';
export * from './live-frame.ts';
export * from './location-row.ts';
export * from './ride-event.ts';
export { fillFields, type LocationFields, noFields } from './scan-location-updated.ts';
export * from './socket-messages.ts';
export * from './speed-cell.ts';
export * from './tile-grid.ts';
export * from './topics.ts';
export * from './window-explanation.ts';
