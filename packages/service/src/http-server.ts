import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { isAllowedHost } from './allowed-host.ts';
import type { Logger } from './logger.ts';
import { RequestError } from './request-error.ts';

/** null: well. A string: what is wrong, in a sentence. */
export type Check = () => string | null;

/** Answers with JSON; `status` defaults to 200. A RequestError it throws becomes the answer. */
export type Route = (request: IncomingMessage, url: URL) => Promise<RouteAnswer> | RouteAnswer;
export type RouteAnswer = { readonly status?: number; readonly body: unknown };

export interface HttpOptions {
  readonly host: string;
  readonly port: number;
  readonly allowedHosts: readonly string[];
  /** Whether the loop turns. */
  readonly healthy: Check;
  /** Whether the service can do its work: joined, database reachable, lag bounded. */
  readonly ready: Check;
  readonly metrics: Registry;
  /** Keys are "GET /status". */
  readonly routes?: Readonly<Record<string, Route>>;
  readonly logger: Logger;
}

export interface RunningHttpServer {
  readonly server: Server;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves /healthz, /readyz, /metrics and the routes. A Host header that is not allowed gets 421 (D5).
 * Rejects when the port is taken.
 */
export async function startHttpServer(options: HttpOptions): Promise<RunningHttpServer> {
  const routes: Record<string, Route> = {
    'GET /healthz': () => checkAnswer(options.healthy()),
    'GET /readyz': () => checkAnswer(options.ready()),
    ...options.routes,
  };
  const server = createServer((request, response) => {
    answer(request, response, routes, options).catch((error) => {
      if (error instanceof RequestError && !response.headersSent) {
        // What was not read of the body would be taken for the next request.
        if (!request.complete) response.setHeader('connection', 'close');
        sendJson(response, error.status, { error: error.message });
        return;
      }
      options.logger.error({ err: error, url: request.url }, 'a request failed');
      if (!response.headersSent) sendJson(response, 500, { error: 'internal error' });
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(error, options)));
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    server,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function cannotListen(error: NodeJS.ErrnoException, { host, port }: HttpOptions): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new Error(`port ${port} of ${host} is taken: stop what listens there, or set another port`);
    case 'EACCES':
      return new Error(`port ${port} of ${host} is not ours to listen on: set one above 1023`);
    case 'EADDRNOTAVAIL':
      return new Error(`this machine has no address ${host}: set HOST to one it has, or to 0.0.0.0`);
    default:
      return error;
  }
}

const base = 'http://service';

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  routes: Readonly<Record<string, Route>>,
  options: HttpOptions,
): Promise<void> {
  if (!isAllowedHost(request.headers.host, options.allowedHosts)) {
    sendJson(response, 421, { error: `host ${JSON.stringify(request.headers.host ?? '')} is not allowed` });
    return;
  }
  const url = URL.canParse(request.url ?? '/', base) ? new URL(request.url ?? '/', base) : null;
  if (url === null) throw new RequestError(400, `cannot read the address ${JSON.stringify(request.url)}`);
  if (request.method === 'GET' && url.pathname === '/metrics') {
    response.writeHead(200, { 'content-type': options.metrics.contentType });
    response.end(await options.metrics.metrics());
    return;
  }
  const route = routes[`${request.method} ${url.pathname}`];
  if (route === undefined) {
    sendJson(response, 404, { error: `no ${request.method} ${url.pathname}` });
    return;
  }
  const result = await route(request, url);
  sendJson(response, result.status ?? 200, result.body);
}

function checkAnswer(problem: string | null): RouteAnswer {
  return problem === null ? { body: { ok: true } } : { status: 503, body: { ok: false, problem } };
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}
