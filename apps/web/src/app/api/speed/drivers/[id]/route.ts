import { field, parseQuery } from '../../../../../speed/query-parameters.ts';
import { answered, badParameters, ok, refusal } from '../../../../../speed/server/answer.ts';
import { readDriver } from '../../../../../speed/server/driver-history.ts';
import { tooManyWindows } from '../../../../../speed/server/too-many-windows.ts';
import { askDatabase } from '../../../../../speed/server/web-database.ts';

export const dynamic = 'force-dynamic';

const query = { window: field.window, from: field.epochMs, to: field.epochMs, last: field.last };

/** GET /api/speed/drivers/{id}?window=30s&from=&to=: one driver's windows; 404 when no window has it. */
export async function GET(
  request: Request,
  { params }: { readonly params: Promise<{ readonly id: string }> },
): Promise<Response> {
  const parsed = parseQuery(query, new URL(request.url).searchParams);
  const id = field.driverId.safeParse((await params).id);
  if (!id.success || !parsed.ok) {
    const own = id.success ? [] : [{ parameter: 'id', got: '', problem: id.error.issues[0].message }];
    return badParameters([...own, ...(parsed.ok ? [] : parsed.problems)]);
  }
  const { window: windowMs, from: fromMs, to: toMs, last: lastMs } = parsed.value;
  const asked = await askDatabase((database) =>
    readDriver(database, id.data, { windowMs, fromMs, toMs, lastMs }),
  );
  return answered(asked, (answer) => {
    if (answer === 'unknown')
      return refusal(404, { error: `No window has a driver ${JSON.stringify(id.data)}.` });
    return 'kind' in answer ? tooManyWindows(answer.windows) : ok(answer);
  });
}
