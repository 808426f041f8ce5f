import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.ts';

export type Database = PrismaClient;

/**
 * A Prisma client on PostgreSQL through the pg driver; connects at the first query.
 * `statementTimeoutMs` bounds each statement, waiting for a lock and idling inside a transaction.
 */
export function openDatabase(
  url: string,
  options: { readonly poolSize?: number; readonly statementTimeoutMs?: number } = {},
): Database {
  const timeout = options.statementTimeoutMs;
  const adapter = new PrismaPg({
    connectionString: url,
    max: options.poolSize ?? 4,
    connectionTimeoutMillis: 5_000,
    ...(timeout === undefined
      ? {}
      : {
          statement_timeout: timeout,
          lock_timeout: timeout,
          idle_in_transaction_session_timeout: timeout,
          query_timeout: timeout + 1_000,
        }),
  });
  return new PrismaClient({ adapter });
}
