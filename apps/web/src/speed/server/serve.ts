import { createHash } from 'node:crypto';
import { createLogger } from '@rumo/service';
import { z } from 'zod';
import { type CsvForm, csvOf } from '../csv.ts';
import { isTagIn } from '../entity-tag.ts';
import type { Operation } from '../operations.ts';
import { type ParameterProblem, type ParsedQuery, parseQuery, problemText } from '../query-parameters.ts';
import { type Reply, refusal, type Version } from './answer.ts';
import { processWide } from './process-wide.ts';

const logger = createLogger('web');
const retryAfterS = 3;
/** Not for ever: a start with `--fresh` gives the same address other data. */
const finalForS = 600;
const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

type Method = (typeof methods)[number];
type Context = { readonly params: Promise<Readonly<Record<string, string | string[] | undefined>>> };
export type Route = (request: Request, context: Context) => Promise<Response>;
type Parsed<Shape extends z.ZodRawShape> = z.infer<z.ZodObject<Shape>>;
type Body<T> = T extends object ? { readonly [Key in keyof T]: Body<T[Key]> } : T;

export interface Asking<Described extends Operation> {
  readonly request: Request;
  readonly query: Parsed<Described['query']>;
  readonly path: Parsed<Described['pathParameters']>;
  /** Calls `load` unless the asker has the answer of this version already. */
  ifChanged<T>(version: Version, load: () => Promise<T>): Promise<Reply<T>>;
}

/**
 * The exports of a route: the operation's method parses what it describes, refuses what is wrong with 400, tags the
 * answer and says 304 to who has it; every other method is 405. `handler` may hand back a Response of its own.
 */
export function serve<Described extends Operation>(
  operation: Described,
  handler: (
    asking: Asking<Described>,
  ) => Promise<Reply<Body<z.output<Described['answer']>>> | Response> | Response,
): Record<Method, Route> {
  const allow = operation.method === 'GET' ? 'GET, HEAD, OPTIONS' : 'POST, OPTIONS';
  const answer: Route = async (request, context) => {
    const tagOf = (version: string) => tag(operation, version);
    const known = request.headers.get('if-none-match');
    try {
      const parsed = parseRequest(operation, new URL(request.url).searchParams, await context?.params);
      if (!parsed.ok) return response(operation, tagOf, known, refusal(400, badParameters(parsed.problems)));
      const asking: Asking<Described> = {
        request,
        ...(parsed.value as Pick<Asking<Described>, 'query' | 'path'>),
        ifChanged: async (version, load) =>
          isTagIn(known, tagOf(version.of))
            ? { kind: 'unchanged', version }
            : { kind: 'answer', body: await load(), version },
      };
      const reply = await handler(asking);
      if (reply instanceof Response) return reply;
      const json = response(operation, tagOf, known, reply);
      const isTable = (asking.query as { readonly format?: string }).format === 'csv';
      return isTable && operation.csv !== undefined ? asTable(operation.csv, request.url, json, reply) : json;
    } catch (error) {
      logger.error({ err: error, path: operation.path }, 'a request failed');
      return response(
        operation,
        tagOf,
        known,
        refusal(500, { error: 'The server failed; its log says why.' }),
      );
    }
  };
  const wrongMethod: Route = async (request) =>
    Response.json(
      { error: `${request.method} is not for ${operation.path}: allowed are ${allow}.` },
      { status: 405, headers: { allow, 'cache-control': 'no-store' } },
    );
  const options: Route = async () => new Response(null, { status: 204, headers: { allow } });
  const isRead = operation.method === 'GET';
  return {
    GET: isRead ? answer : wrongMethod,
    HEAD: isRead ? answer : wrongMethod,
    OPTIONS: options,
    POST: isRead ? wrongMethod : answer,
    PUT: wrongMethod,
    PATCH: wrongMethod,
    DELETE: wrongMethod,
  };
}

/** What is wrong with a request, as the body of a 400. */
export function badParameters(problems: readonly ParameterProblem[]) {
  return { error: problemText(problems), problems };
}

function parseRequest(
  operation: Operation,
  parameters: URLSearchParams,
  params: Awaited<Context['params']> = {},
): ParsedQuery<{ readonly query: object; readonly path: object }> {
  const path = parseQuery(
    operation.pathParameters,
    new URLSearchParams(Object.entries(params).map(([name, value]) => [name, String(value)])),
  );
  const query = parseQuery(operation.query, parameters);
  if (path.ok && query.ok) return { ok: true, value: { path: path.value, query: query.value } };
  return { ok: false, problems: [path, query].flatMap((each) => (each.ok ? [] : each.problems)) };
}

function response<T>(
  { isTagged }: Operation,
  tagOf: (version: string) => string,
  known: string | null,
  reply: Reply<T>,
): Response {
  if (reply.kind === 'refusal') {
    const headers = new Headers({ 'cache-control': 'no-store' });
    if (reply.status === 502 || reply.status === 503) headers.set('retry-after', String(retryAfterS));
    return Response.json(reply.body, { status: reply.status, headers });
  }
  if (reply.kind === 'unchanged')
    return new Response(null, {
      status: 304,
      headers: tagged(tagOf(reply.version.of), reply.version.isFinal),
    });
  const body = JSON.stringify(reply.body);
  const json = { 'content-type': 'application/json' };
  if (!isTagged) return new Response(body, { headers: { ...json, 'cache-control': 'no-store' } });
  const etag = tagOf(reply.version?.of ?? body);
  const headers = tagged(etag, reply.version?.isFinal ?? false);
  return isTagIn(known, etag)
    ? new Response(null, { status: 304, headers })
    : new Response(body, { headers: { ...json, ...headers } });
}

/** The same answer, with the same headers, as a table. */
function asTable<T>(form: CsvForm, url: string, json: Response, reply: Reply<T>): Response {
  if (reply.kind !== 'answer' || json.status !== 200) return json;
  const headers = new Headers(json.headers);
  headers.set('content-type', 'text/csv; charset=utf-8');
  headers.set('content-disposition', `attachment; filename="rumo-${form.name}.csv"`);
  const nextPage = form.nextPage(reply.body as never);
  if (nextPage !== null) {
    const { pathname, searchParams } = new URL(url);
    for (const [name, value] of Object.entries(nextPage)) searchParams.set(name, value);
    headers.set('link', `<${pathname}?${searchParams}>; rel="next"`);
  }
  return new Response(csvOf(form, reply.body as object), { headers });
}

function tagged(etag: string, isFinal: boolean): Record<string, string> {
  return { etag, 'cache-control': isFinal ? `public, max-age=${finalForS}, immutable` : 'no-cache' };
}

/** Weak, for the body may be compressed. An answer of another shape is another version. */
function tag(operation: Operation, version: string): string {
  const shape = processWide(`shape ${operation.path}`, () =>
    JSON.stringify(z.toJSONSchema(operation.answer)),
  );
  const hash = createHash('sha256').update(shape).update('\0').update(version).digest('base64url');
  return `W/"${hash.slice(0, 22)}"`;
}
