import { type Database, openDatabase } from '@rumo/database/open';
import { createLogger } from '@rumo/service';
import type { ErrorAnswer } from '../api-answers.ts';
import { processWide } from './process-wide.ts';
import { speedEnv } from './speed-env.ts';

const statementTimeoutMs = 10_000;
const logger = createLogger('web');

interface Shared {
  database?: Database;
  failingSinceMs?: number;
}
const shared = processWide<Shared>('database', () => ({}));

/** What a database call ended with: the value, or why there is none and since when that is so. */
export type Asked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: ErrorAnswer };

/** Runs `work` on the one client of this process. Never rejects: a failure is logged once and told. */
export async function askDatabase<T>(work: (database: Database) => Promise<T>): Promise<Asked<T>> {
  const url = speedEnv().databaseUrl;
  if (url === null)
    return { ok: false, failure: { error: 'No database is configured: DATABASE_URL is not set.' } };
  try {
    shared.database ??= openDatabase(url, { poolSize: 4, statementTimeoutMs });
    const value = await work(shared.database);
    if (shared.failingSinceMs !== undefined) logger.info('the database answers again');
    shared.failingSinceMs = undefined;
    return { ok: true, value };
  } catch (error) {
    const text = failureText(error);
    if (shared.failingSinceMs === undefined) logger.error({ err: error }, text);
    shared.failingSinceMs ??= Date.now();
    return { ok: false, failure: { error: text, sinceMs: shared.failingSinceMs } };
  }
}

function failureText(error: unknown): string {
  const code = originalCode(error);
  if (code === '57014') return `The database took longer than ${statementTimeoutMs / 1_000} s to answer.`;
  if (code === '42P01') return 'The database has no tables yet: its migrations are not applied.';
  if (code === '28P01' || code === '3D000')
    return 'The database refuses this user, password or database name.';
  return 'The database does not answer.';
}

/** The SQLSTATE that PostgreSQL gave, as the driver adapter hands it through. */
function originalCode(error: unknown): string | undefined {
  const meta = (error as { meta?: { driverAdapterError?: { cause?: { originalCode?: string } } } } | null)
    ?.meta;
  return meta?.driverAdapterError?.cause?.originalCode;
}
