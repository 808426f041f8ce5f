import { envField, networkEnv } from '@rumo/service';
import { z } from 'zod';
import type { LiveMapLimits } from './live-map.ts';

/** What live-map reads from the environment, besides the KAFKA_ values of the event stream. */
export const liveMapEnv = {
  ...networkEnv,
  LIVE_MAP_PORT: envField.port(3001),
  WEB_PORT: envField.port(3000),
  /** Default: the web app on this machine, at WEB_PORT. */
  ALLOWED_ORIGINS: z.string().optional(),
  LIVE_MAP_TICK_MS: envField.integer(50, 10, 5_000),
  /** A client that has not acknowledged a frame after this long is disconnected. */
  LIVE_MAP_ACK_TIMEOUT_MS: envField.integer(30_000, 1_000, 600_000),
  LIVE_MAP_MAX_CLIENTS: envField.integer(2_000, 1, 100_000),
  /** Behind Docker's port forwarding or a classroom's router all clients may have one address. */
  LIVE_MAP_MAX_CLIENTS_PER_ADDRESS: envField.integer(500, 1, 100_000),
  /** Take a client's address from X-Forwarded-For: only where nobody but a proxy that sets it can connect. */
  LIVE_MAP_TRUST_PROXY: envField.flag(false),
  LIVE_MAP_MAX_MESSAGES_PER_MINUTE: envField.integer(1_800, 60, 60_000),
  LIVE_MAP_MAX_MESSAGE_BYTES: envField.integer(16_384, 1_024, 1_048_576),
  /** The page asks for the broker's time each 15 s: who is silent for so long is no page. */
  LIVE_MAP_IDLE_TIMEOUT_MS: envField.integer(600_000, 1_000, 86_400_000),
  /** An area with more cars is shown as cells (M7). */
  LIVE_MAP_MAX_CARS_IN_VIEW: envField.integer(3_000, 1, 1_000_000),
  /** Drivers beyond this many are counted and not shown: made-up ids must not fill the memory. */
  LIVE_MAP_MAX_DRIVERS: envField.integer(200_000, 1, 10_000_000),
  REPLICA: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/)
    .optional(),
  /** Docker names each container by it. */
  HOSTNAME: z.string().optional(),
};

export function limitsOf(env: z.infer<z.ZodObject<typeof liveMapEnv>>): LiveMapLimits {
  return {
    maxDrivers: env.LIVE_MAP_MAX_DRIVERS,
    maxClients: env.LIVE_MAP_MAX_CLIENTS,
    maxClientsPerAddress: env.LIVE_MAP_MAX_CLIENTS_PER_ADDRESS,
    trustProxy: env.LIVE_MAP_TRUST_PROXY,
    maxMessagesPerMinute: env.LIVE_MAP_MAX_MESSAGES_PER_MINUTE,
    maxMessageBytes: env.LIVE_MAP_MAX_MESSAGE_BYTES,
    maxCarsInView: env.LIVE_MAP_MAX_CARS_IN_VIEW,
    ackTimeoutMs: env.LIVE_MAP_ACK_TIMEOUT_MS,
    idleTimeoutMs: env.LIVE_MAP_IDLE_TIMEOUT_MS,
  };
}

/** The name of this replica in its group's: REPLICA, else the container's, else 1. */
export function replicaName(env: { readonly REPLICA?: string; readonly HOSTNAME?: string }): string {
  const host = env.HOSTNAME?.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 64);
  return env.REPLICA ?? (host || '1');
}

/** The origins a browser may come from (D5). */
export function allowedOrigins(env: {
  readonly ALLOWED_ORIGINS?: string;
  readonly WEB_PORT: number;
}): string[] {
  const fallback = `http://localhost:${env.WEB_PORT},http://127.0.0.1:${env.WEB_PORT}`;
  const origins = envField.list(fallback).parse(env.ALLOWED_ORIGINS);
  // A browser leaves out the port that its scheme means anyway.
  return origins.map((origin) => (URL.canParse(origin) ? new URL(origin).origin : origin));
}
