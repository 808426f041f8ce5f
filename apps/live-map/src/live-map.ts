import type { EventStream } from '@rumo/event-stream';
import type { ConsumerStatus } from '@rumo/events';
import { eventRate, type Logger, startHttpServer } from '@rumo/service';
import { createBrokerClock } from './broker-clock.ts';
import type { MessageLimits } from './client-guard.ts';
import { openSession } from './client-session.ts';
import { type ClientLimits, createClients, statusTurns } from './clients.ts';
import { connectionRefusal } from './connection-check.ts';
import { createCounts } from './counts.ts';
import { createFleet } from './fleet.ts';
import { joinUntilIn } from './join.ts';
import { liveMapMetrics } from './metrics.ts';
import { createRideReader } from './ride-reader.ts';
import { startSocketServer } from './socket-server.ts';

export interface LiveMapOptions {
  readonly stream: EventStream;
  readonly group: string;
  readonly host: string;
  readonly port: number;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly tickMs: number;
  readonly limits: LiveMapLimits;
  /** A clock that never steps back, epoch ms. */
  readonly localNowMs: () => number;
  readonly logger: Logger;
}

/** What one of them may cost all others; each is a setting (docs/operations.md). */
export interface LiveMapLimits extends ClientLimits, MessageLimits {
  readonly maxDrivers: number;
  readonly maxClients: number;
  /** Connections of one address at a time. */
  readonly maxClientsPerAddress: number;
  /** Whether the X-Forwarded-For of whoever connects names the client: only behind a proxy of ours that sets it. */
  readonly trustProxy: boolean;
  /** A longer message ends its connection, bytes. */
  readonly maxMessageBytes: number;
  /** A connection over which nothing came for so long is ended, ms. */
  readonly idleTimeoutMs: number;
}

export interface LiveMap {
  readonly port: number;
  /** Resolves when what came before the start has been read for the first time. */
  readonly caughtUp: Promise<void>;
  /** Leaves the group and closes the sockets; the stream stays its owner's to close. */
  stop(): Promise<void>;
}

/** A picture that is not yet whole is held back no longer than this after joining, ms. */
const holdMs = 10_000;
const statusMs = 1_000;

/** Wires the stream to the fleet and the fleet to the clients. Rejects when the port is taken. */
export async function startLiveMap(options: LiveMapOptions): Promise<LiveMap> {
  const { stream, localNowMs, logger } = options;
  const { limits } = options;
  const fleet = createFleet(limits.maxDrivers);
  const clients = createClients(fleet, limits);
  const clock = createBrokerClock();
  const records = createCounts();
  const refused = createCounts();
  const rate = eventRate();
  const brokerNowMs = () => clock.nowMs(localNowMs());

  const refuse = (reason: string, what: string, detail: string | null) => {
    const count = refused.add(reason);
    if (isRound(count)) logger.warn({ reason, count, detail }, what);
    return reason;
  };
  const reader = createRideReader({
    stream,
    group: options.group,
    fleet,
    clock,
    localNowMs,
    counted: (outcome, detail, times) => {
      rate.add(times, localNowMs());
      const count = records.add(outcome, times);
      if (detail !== null && isRound(count)) logger.warn({ outcome, count, detail }, 'a record was not used');
    },
  });

  let joinedMs: number | null = null;
  let whole = false;
  const pictureIsWhole = () => {
    whole ||= reader.caughtUp() || (joinedMs !== null && localNowMs() - joinedMs > holdMs);
    return whole;
  };
  const notReady = () => {
    const { connected, problem } = reader.health();
    if (!connected) return `No contact with the broker: ${problem}.`;
    return reader.caughtUp() ? null : 'Still reading what came before the start.';
  };

  const http = await startHttpServer({
    host: options.host,
    port: options.port,
    allowedHosts: options.allowedHosts,
    healthy: () => null,
    ready: notReady,
    metrics: liveMapMetrics({ fleet, clients, reader, records, refused, localNowMs, brokerNowMs }),
    routes: { 'GET /status': () => ({ body: consumerStatus() }) },
    logger,
  });
  const consumerStatus = (): ConsumerStatus => ({
    group: options.group,
    paused: false,
    eventsPerSecond: rate.perSecond(localNowMs()),
    lastArrivalMs: fleet.lastArrivalMs,
    partitions: reader.lag().map((lag) => ({ ...lag })),
  });

  const sockets = startSocketServer({
    http: http.server,
    maxMessageBytes: limits.maxMessageBytes,
    trustProxy: limits.trustProxy,
    refuse: (headers, { all, ofAddress }) => {
      const { origin, host } = headers;
      const full = all >= limits.maxClients ? 'too_many_clients' : null;
      const crowded = ofAddress >= limits.maxClientsPerAddress ? 'too_many_of_address' : null;
      const { allowedOrigins, allowedHosts } = options;
      const reason = connectionRefusal(headers, allowedOrigins, allowedHosts) ?? full ?? crowded;
      if (reason === null) return null;
      return refuse(reason, 'a connection was refused', JSON.stringify({ origin, host }));
    },
    join: (id, port) =>
      openSession(id, port, {
        fleet,
        clients,
        limits,
        localNowMs,
        brokerNowMs,
        refused: (reason) => refuse(reason, 'a message was refused', null),
      }),
    broken: (reason) => refuse(reason, 'a connection broke', null),
  });

  let sayCaughtUp = () => {};
  const caughtUp = new Promise<void>((resolve) => {
    sayCaughtUp = resolve;
  });
  const tick = setInterval(() => {
    if (reader.caughtUp()) sayCaughtUp();
    // The estimate may lag behind the newest arrival, and a frame is never older than a car in it.
    const brokerTimeMs = Math.max(brokerNowMs(), fleet.lastArrivalMs ?? 0);
    clients.tick({ localMs: localNowMs(), brokerTimeMs, whole: pictureIsWhole() });
  }, options.tickMs);
  const tidy = setInterval(() => {
    fleet.sweep(brokerNowMs());
    clients.putOutIdle(localNowMs(), limits.idleTimeoutMs, () =>
      refuse('idle', 'a connection was ended', null),
    );
  }, statusMs);
  let turn = 0;
  const status = setInterval(() => {
    const { connected, sinceMs } = reader.health();
    clients.status(
      {
        drivers: fleet.size,
        eventsPerSecond: rate.perSecond(localNowMs()),
        lastArrivalMs: fleet.lastArrivalMs,
        brokerTimeMs: Math.round(brokerNowMs()),
        broker: { connected, sinceMs },
        caughtUp: reader.caughtUp(),
      },
      localNowMs(),
      turn++ % statusTurns,
    );
  }, statusMs / statusTurns);

  const stopping = new AbortController();
  // Not awaited: clients are served, and told so, while the broker is away.
  joinUntilIn(reader.join, stopping.signal, (error, waitMs) =>
    logger.warn({ err: error, waitMs }, 'could not join the group'),
  ).then(() => {
    joinedMs = localNowMs();
  });

  return {
    port: http.port,
    caughtUp,
    async stop() {
      stopping.abort();
      clearInterval(tick);
      clearInterval(tidy);
      clearInterval(status);
      await reader.stop();
      await Promise.all([sockets.close(), http.close()]);
    },
  };
}

/** 1, 10, 100, …: a flood of one kind leaves a handful of log lines. */
function isRound(count: number): boolean {
  return Number.isInteger(Math.log10(count));
}
