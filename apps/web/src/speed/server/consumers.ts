import {
  consumerStatusSchema,
  driverSpeedStatusSchema,
  type LatestSpeeds,
  latestSpeedsSchema,
} from '@rumo/events';
import type { ConsumerAnswer, ConsumerName, ErrorAnswer } from '../api-answers.ts';
import { mergeDriverSpeeds, mergeLatest, mergeLiveMaps, withUnowned } from '../merged-status.ts';
import { processWide } from './process-wide.ts';
import { askReplicas } from './replicas.ts';
import { speedEnv } from './speed-env.ts';

const timeoutMs = 1_500;

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
