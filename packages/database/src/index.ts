export * from './apply-migrations.ts';
export * from './embedded-postgres.ts';
export * from './generated/client.ts';
export * from './open-database.ts';
