import { EnvError } from './env-error.ts';
import type { Logger } from './logger.ts';

/** Ends the process with exit code 1 and one line that says why; no stack trace. */
export function exitWith(logger: Logger, line: string): never {
  logger.fatal(line);
  process.exit(1);
}

/** For the catch of a start: ends the process with exit code 1 and the error's message. */
export const orEnd =
  (logger: Logger) =>
  (error: unknown): never =>
    exitWith(logger, error instanceof Error ? error.message : String(error));

/** What `read` returns; an EnvError is printed and ends the process with exit code 1 (D1). */
export function orExit<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
