import type { EventStream } from '@rumo/event-stream';
import { rideEventsTopic, type WindowExplanation } from '@rumo/events';
import { type Logger, RequestError } from '@rumo/service';
import type { FoldSettings } from '../windows/partition-state.ts';
import { explain } from './explanation.ts';
import { type LogReading, logReading, readFromMs, type Stretch } from './log-reading.ts';
import type { ReadStored, StoredStretch } from './stored-windows.ts';
import { turns } from './turns.ts';

export interface ExplainerDeps {
  readonly stream: Pick<EventStream, 'scan'>;
  readonly readStored: ReadStored;
  readonly settings: Pick<FoldSettings, 'gapMs' | 'maxSpeedMps'>;
  readonly logger: Logger;
}

/** Says what a driver's windows are made of. Throws RequestError: 404, 410 or 503, each with its reason. */
export type Explainer = (driverId: string, fromMs: number, windowMs: number) => Promise<WindowExplanation>;

/** A question that has read so many records, or taken so long, is given up. */
export const maxRecords = 500_000;
const timeoutMs = 5_000;
/** Questions that read the log at once, and that wait for it. */
const readers = 2;
const waiters = 20;
const kept = 200;

/** Answers from the log itself, in a reading of its own: the windows and their group do not notice. */
export function explainer(deps: ExplainerDeps): Explainer {
  const take = turns(readers, waiters);
  const answers = new Map<string, WindowExplanation>();
  const underWay = new Map<string, Promise<WindowExplanation>>();

  async function answer(stretch: Stretch, key: string): Promise<WindowExplanation> {
    const signal = AbortSignal.timeout(timeoutMs);
    const stored = await deps.readStored(stretch).catch((error) => {
      deps.logger.warn({ err: error }, 'the database did not say what is stored of a window');
      throw new RequestError(503, 'The database does not answer.');
    });
    if (stored === null) throw new RequestError(404, 'Nothing has been counted yet.');
    const { reading, fromLogStart, isWhole } = await take(() => read(stretch, stored, signal), signal);
    const explained = explain(stretch, reading, stored, fromLogStart);
    switch (explained.kind) {
      case 'explained':
        if (isWhole && stored.closedThroughMs >= stretch.toMs) keep(key, explained.explanation);
        return explained.explanation;
      case 'nothing':
        throw new RequestError(404, nothingText(stretch, stored));
      case 'gone':
        throw new RequestError(410, 'The log no longer holds the fixes this window was made of.');
    }
  }

  async function read(stretch: Stretch, { partition }: StoredStretch, signal: AbortSignal) {
    const reading: LogReading = logReading(stretch);
    let records = 0;
    try {
      const from = { from: 'time', timeMs: Math.max(0, readFromMs(stretch)) } as const;
      const { fromLogStart, batches } = await deps.stream.scan(rideEventsTopic.name, partition, from, signal);
      for await (const batch of batches) {
        if (reading.take(batch)) return { reading, fromLogStart, isWhole: true };
        records += batch.length;
        if (records > maxRecords) break;
      }
      if (records <= maxRecords) return { reading, fromLogStart, isWhole: false };
    } catch (error) {
      if (signal.aborted)
        throw new RequestError(503, `Reading the log took longer than ${timeoutMs / 1_000} s.`);
      deps.logger.warn({ err: error, partition }, 'the log could not be read to explain a window');
      throw new RequestError(503, 'The broker does not answer.');
    }
    throw new RequestError(503, `More than ${maxRecords} records would have to be read.`);
  }

  function keep(key: string, explanation: WindowExplanation): void {
    if (answers.size >= kept) answers.delete(answers.keys().next().value as string);
    answers.set(key, explanation);
  }

  return (driverId, fromMs, windowMs) => {
    const key = JSON.stringify([driverId, fromMs, windowMs]);
    const known = answers.get(key);
    if (known !== undefined) return Promise.resolve(known);
    const asked = underWay.get(key);
    if (asked !== undefined) return asked;
    const { gapMs, maxSpeedMps } = deps.settings;
    const stretch = { driverId, fromMs, toMs: fromMs + windowMs, gapMs, maxSpeedMps };
    const answering = answer(stretch, key).finally(() => underWay.delete(key));
    underWay.set(key, answering);
    return answering;
  };
}

function nothingText({ driverId, fromMs }: Stretch, { isKnown }: StoredStretch): string {
  return isKnown
    ? `No record of ${JSON.stringify(driverId)} has its time in the window at ${fromMs}.`
    : `No window has a driver ${JSON.stringify(driverId)}.`;
}
