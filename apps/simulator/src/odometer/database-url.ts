/**
 * The URL of the database: that of the environment, else the first one that the runner sends as `{ databaseUrl }`, for
 * it starts this process before there is a database. Never resolves when neither comes.
 */
export function awaitDatabaseUrl(
  fromEnv: string | undefined,
  channel: Pick<NodeJS.EventEmitter, 'on' | 'off'> = process,
): Promise<string> {
  if (fromEnv !== undefined) return Promise.resolve(fromEnv);
  return new Promise((resolve) => {
    const listen = (message: unknown) => {
      const url = (message as { databaseUrl?: unknown } | null)?.databaseUrl;
      if (typeof url !== 'string') return;
      channel.off('message', listen);
      resolve(url);
    };
    channel.on('message', listen);
  });
}
