import {
  consumerStatusSchema,
  driverSpeedStatusSchema,
  type LatestSpeeds,
  latestSpeedsSchema,
} from '@rumo/events';
import type { ConsumerAnswer, ConsumerName, ErrorAnswer } from '../api-answers.ts';
import { processWide } from './process-wide.ts';
import { speedEnv } from './speed-env.ts';

const timeoutMs = 1_500;

/** Since when a consumer does not answer, epoch ms. */
const silentSinceMs = processWide('silent-consumers', () => new Map<ConsumerName, number>());

/** What both consumers say of themselves; one that does not answer is told as such. */
export async function readConsumers(): Promise<ConsumerAnswer[]> {
  return Promise.all([readConsumer('live-map'), readConsumer('driver-speed')]);
}

async function readConsumer(service: ConsumerName): Promise<ConsumerAnswer> {
  try {
    const body = await getJson(`${urlOf(service)}/status`);
    const answer: ConsumerAnswer =
      service === 'live-map'
        ? { service, ...consumerStatusSchema.parse(body) }
        : { service, ...driverSpeedStatusSchema.parse(body) };
    silentSinceMs.delete(service);
    return answer;
  } catch (error) {
    const sinceMs = silentSinceMs.get(service) ?? Date.now();
    silentSinceMs.set(service, sinceMs);
    return { service, group: service, error: `${service} ${reasonOf(error)}.`, sinceMs };
  }
}

/** The newest fix of each driver as driver-speed has it, or why there is none. */
export async function readLatest(): Promise<LatestSpeeds | ErrorAnswer> {
  try {
    return latestSpeedsSchema.parse(await getJson(`${urlOf('driver-speed')}/latest?limit=10000`));
  } catch (error) {
    return { error: `driver-speed ${reasonOf(error)}.` };
  }
}

/** Hands a pause or resume on to driver-speed; its own answer and status come back. */
export async function commandDriverSpeed(
  command: 'pause' | 'resume',
): Promise<{ readonly status: number; readonly body: unknown }> {
  try {
    const response = await fetch(`${urlOf('driver-speed')}/${command}`, {
      method: 'POST',
      cache: 'no-store',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, body: await response.json() };
  } catch (error) {
    return { status: 502, body: { error: `driver-speed ${reasonOf(error)}.` } };
  }
}

async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`answers with ${response.status}`, { cause: 'status' });
  return response.json();
}

function urlOf(service: ConsumerName): string {
  const url = service === 'live-map' ? speedEnv().liveMapUrl : speedEnv().driverSpeedUrl;
  return url.replace(/\/$/, '');
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'does not answer';
  if (error.name === 'TimeoutError') return `does not answer within ${timeoutMs / 1_000} s`;
  if (error.name === 'ZodError' || error.name === 'SyntaxError') return 'answers what cannot be read';
  return error.cause === 'status' ? error.message : 'does not answer';
}
