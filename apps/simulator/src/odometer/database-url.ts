/**
 * Calls `use` once with the URL of the database: that of the environment, else the first one that the runner sends
 * as `{ databaseUrl }`, for it starts this process before there is a database.
 */
export function onDatabaseUrl(fromEnv: string | undefined, use: (url: string) => void): void {
  if (fromEnv !== undefined) {
    use(fromEnv);
    return;
  }
  const listen = (message: unknown) => {
    const url = (message as { databaseUrl?: unknown } | null)?.databaseUrl;
    if (typeof url !== 'string') return;
    process.off('message', listen);
    use(url);
  };
  process.on('message', listen);
}
