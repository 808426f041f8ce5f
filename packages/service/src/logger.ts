import { type Logger, pino } from 'pino';

export type { Logger };

// Whoever read our lines is gone: that is no reason to end, and none to wait.
process.stdout.on('error', () => {});

/**
 * Structured log lines on stdout; LOG_LEVEL sets the least level shown.
 * They go through the stream of the process: pino's own writer tries a broken pipe for ever when the process exits,
 * so that a service whose runner was killed would never end.
 */
export function createLogger(service: string): Logger {
  return pino({ level: process.env.LOG_LEVEL || 'info', base: { service } }, process.stdout);
}
