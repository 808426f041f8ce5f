import type { PrismaClient } from '../generated/client.ts';

/** The part of the client that the queries need. */
export type QueryDatabase = Pick<PrismaClient, '$queryRaw'>;
