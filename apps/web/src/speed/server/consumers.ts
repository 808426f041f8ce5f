import {
  consumerStatusSchema,
  driverSpeedStatusSchema,
  type LatestSpeeds,
  latestSpeedsSchema,
  windowExplanationSchema,
} from '@rumo/events';
import { z } from 'zod';
import type { ConsumerAnswer, ConsumerName, ErrorAnswer, WindowAnswer } from '../api-answers.ts';
import { mergeDriverSpeeds, mergeLatest, mergeLiveMaps, withUnowned } from '../merged-status.ts';
import { ok, type Reply, refusal } from './answer.ts';
import { processWide } from './process-wide.ts';
import { askOneReplica, askReplicas } from './replicas.ts';
import { speedEnv } from './speed-env.ts';

const timeoutMs = 1_500;
/** More than driver-speed itself takes to give up. */
const explainTimeoutMs = 7_000;
/** What driver-speed refuses with a reason of its own. */
const refusals = [404, 410, 503];

/** Since when a consumer does not answer, epoch ms. */
const silentSinceMs = processWide('silent-consumers', () => new Map<ConsumerName, number>());

/** What both consumers say of themselves, over all their replicas; one that does not answer is told as such. */
export async function readConsumers(): Promise<ConsumerAnswer[]> {
  const consumers = await Promise.all([readConsumer('live-map'), readConsumer('driver-speed')]);
  const known = consumers.flatMap((each) => (each.error === undefined ? each.partitions : []));
  return consumers.map((each) =>
    each.error === undefined ? { ...each, partitions: withUnowned(each.partitions, known) } : each,
  );
}

async function readConsumer(service: ConsumerName): Promise<ConsumerAnswer> {
  try {
    const { answers } = await askReplicas(urlOf(service), (url) => getJson(`${url}/status`));
    const answer: ConsumerAnswer =
      service === 'live-map'
        ? { service, ...mergeLiveMaps(answers.map((body) => consumerStatusSchema.parse(body))) }
        : { service, ...mergeDriverSpeeds(answers.map((body) => driverSpeedStatusSchema.parse(body))) };
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
    const { answers } = await askReplicas(urlOf('driver-speed'), (url) =>
      getJson(`${url}/latest?limit=10000`),
    );
    return mergeLatest(answers.map((body) => latestSpeedsSchema.parse(body)));
  } catch (error) {
    return { error: `driver-speed ${reasonOf(error)}.` };
  }
}

/** What one driver's window is made of, as a replica of driver-speed reads it from the log. */
export async function explainWindow(
  driverId: string,
  startMs: number,
  windowMs: number,
): Promise<Reply<WindowAnswer>> {
  const asked = new URLSearchParams({ driver: driverId, start: String(startMs), window: String(windowMs) });
  try {
    return await askOneReplica(urlOf('driver-speed'), driverId, async (url) => {
      const signal = AbortSignal.timeout(explainTimeoutMs);
      const response = await fetch(`${url}/explain?${asked}`, { cache: 'no-store', signal });
      if (!response.ok && !refusals.includes(response.status)) throw statusError(response);
      const body: unknown = await response.json();
      if (response.ok) return ok(windowExplanationSchema.parse(body));
      return refusal(response.status, z.object({ error: z.string() }).parse(body));
    });
  } catch (error) {
    return refusal(502, { error: `driver-speed ${reasonOf(error)}.` });
  }
}

/** Hands a pause or resume on to every replica of driver-speed; an answer that refuses, or the first, comes back. */
export async function commandDriverSpeed(
  command: 'pause' | 'resume',
): Promise<{ readonly status: number; readonly body: unknown }> {
  try {
    const { answers, failures } = await askReplicas(urlOf('driver-speed'), async (url) => {
      const response = await fetch(`${url}/${command}`, {
        method: 'POST',
        cache: 'no-store',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return { status: response.status, body: (await response.json()) as unknown };
    });
    if (failures.length > 0) throw failures[0];
    return answers.find(({ status }) => status >= 400) ?? answers[0];
  } catch (error) {
    return { status: 502, body: { error: `driver-speed ${reasonOf(error)}.` } };
  }
}

async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw statusError(response);
  return response.json();
}

function statusError({ status }: Response): Error {
  return new Error(`answers with ${status}`, { cause: 'status' });
}

function urlOf(service: ConsumerName): string {
  const url = service === 'live-map' ? speedEnv().liveMapUrl : speedEnv().driverSpeedUrl;
  return url.replace(/\/$/, '');
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'does not answer';
  if (error.name === 'TimeoutError') return 'does not answer in time';
  if (error.name === 'ZodError' || error.name === 'SyntaxError') return 'answers what cannot be read';
  return error.cause === 'status' ? error.message : 'does not answer';
}
