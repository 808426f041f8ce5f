import { type Logger, pino } from 'pino';

export type { Logger };

/** Structured log lines on stdout; LOG_LEVEL sets the least level shown. */
export function createLogger(service: string): Logger {
  return pino({ name: service, level: process.env.LOG_LEVEL || 'info', base: { service } });
}
