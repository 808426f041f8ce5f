import { cityInfo } from '../../city/loaded-city.ts';
import { askDatabase } from '../../speed/server/web-database.ts';

export const dynamic = 'force-dynamic';

/** GET /readyz: whether both pages can be served, the map's city and the speeds' database. */
export async function GET(): Promise<Response> {
  const problem = cityProblem() ?? (await databaseProblem());
  const body = problem === null ? { ok: true } : { ok: false, problem };
  return Response.json(body, {
    status: problem === null ? 200 : 503,
    headers: { 'cache-control': 'no-store' },
  });
}

function cityProblem(): string | null {
  try {
    cityInfo();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

async function databaseProblem(): Promise<string | null> {
  const asked = await askDatabase((database) => database.$queryRaw`SELECT 1`);
  return asked.ok ? null : asked.failure.error;
}
