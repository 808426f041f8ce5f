import { type CarsFrame, decodeFrame } from '@rumo/events';
import { mercatorX, mercatorY } from '@rumo/geo';
import { addClockAnswer, type BrokerClock, brokerTimeAt, noBrokerClock } from './broker-clock.ts';
import { crowdedCells, listCars, pickCar } from './car-queries.ts';
import { wordsPerCar } from './car-row.ts';
import { type DrawClock, drawTimeAt, nextDrawClock } from './draw-clock.ts';
import { createEngineMeter } from './engine-meter.ts';
import type { Answer, FromEngine, Question, SelectedCar, ToEngine } from './live-messages.ts';
import type { LiveSocket, LiveSocketHandlers } from './live-socket.ts';
import { type MercatorOrigin, mercatorOrigin } from './mercator-origin.ts';
import { createDelayEstimator } from './playback-delay.ts';
import { cellsOfFrame } from './server-cells.ts';
import { trailMs } from './trail-length.ts';
import { VehicleTable } from './vehicle-table.ts';

export interface EngineOptions {
  readonly openSocket: (address: string, handlers: LiveSocketHandlers) => LiveSocket;
  readonly post: (message: FromEngine, transfer?: Transferable[]) => void;
  /** Epoch ms of a clock that never steps back and that the page shares. */
  readonly nowMs: () => number;
  readonly inWorker: boolean;
}

/** The live picture of one page, without drawing it: socket, cars, clock. What is said to it comes in here. */
export type LiveEngine = (message: ToEngine) => void;

const tickMs = 50;
const secondMs = 1_000;
/** ms between questions for the broker's time: quick at first, to find a short round trip, then now and then. */
const clockPauses = [0, 300, 600, 1_000, 2_000, 5_000];
const clockPauseMs = 15_000;

export function createLiveEngine(options: EngineOptions): LiveEngine {
  let running: ReturnType<typeof startEngine> | null = null;
  return (message) => {
    if (message.kind === 'start') running = startEngine(options, message);
    else running?.hear(message);
  };
}

function startEngine(
  { openSocket, post, nowMs, inWorker }: EngineOptions,
  start: Extract<ToEngine, { kind: 'start' }>,
) {
  const origin: MercatorOrigin = mercatorOrigin(start.center);
  const table = new VehicleTable();
  const delay = createDelayEstimator();
  const meter = createEngineMeter();
  const ids = new Map<number, string>();
  /** Whose car a row was before the connection was lost; a server started anew gives handles to others. */
  let idsBefore: ReadonlyMap<number, string> | null = null;
  const handles = new Map<string, number>();
  let brokerClock: BrokerClock = noBrokerClock;
  let drawClock: DrawClock | null = null;
  let isOpen = false;
  let lastViewport: Extract<ToEngine, { kind: 'viewport' }>['viewport'] | null = null;
  let selectedId = start.selectedId;
  let selectedSent: number | null = null;
  let hovered: number | null = null;
  let hoverChanged = false;
  let isDrawing = false;
  /** Since when the server has sent cells in the place of cars (M7). */
  let cellsSinceMs: number | null = null;
  let clockTimer: ReturnType<typeof setTimeout> | undefined;

  const brokerNow = (now: number) => brokerTimeAt(brokerClock, now);
  const drawMs = (now: number) => (drawClock === null ? null : drawTimeAt(drawClock, now));

  function moveClock(now: number): number | null {
    const broker = brokerNow(now);
    if (broker === null) return null;
    drawClock = nextDrawClock(drawClock, now, broker - delay.targetMs());
    return drawClock.drawMs;
  }

  function takeFrame(bytes: Uint8Array): void {
    const now = nowMs();
    const frame = decodeFrame(bytes);
    const { brokerTimeMs } = frame;
    // Until the first answer, the frame's own time is the best guess: late by its way here.
    if (brokerClock.length === 0) brokerClock = addClockAnswer(brokerClock, now, now, brokerTimeMs);
    const broker = brokerNow(now) ?? brokerTimeMs;
    const drawing = moveClock(now) ?? broker;
    if (frame.kind === 'cells') {
      cellsSinceMs ??= now;
      post({ kind: 'state', state: { serverCells: cellsOfFrame(frame, origin) } });
      // The cars stay for as long as they fade.
      if (now - cellsSinceMs > secondMs) for (const handle of [...table.handles()]) table.remove(handle);
    } else {
      takeCars(frame, drawing, broker);
      if (cellsSinceMs !== null) post({ kind: 'state', state: { serverCells: null } });
      cellsSinceMs = null;
    }
    meter.frame(bytes.length, frame.kind === 'cars' ? frame.count : 0, broker - brokerTimeMs);
    flush(now);
    meter.busy(nowMs() - now);
  }

  function takeCars(frame: CarsFrame, drawing: number, broker: number): void {
    if (frame.snapshot) {
      const kept = new Set(frame.handles);
      for (const handle of [...table.handles()]) {
        const another = idsBefore !== null && idsBefore.get(handle) !== ids.get(handle);
        if (!kept.has(handle) || another) table.remove(handle);
      }
      idsBefore = null;
    }
    for (const handle of frame.removed) table.remove(handle);
    for (let car = 0; car < frame.count; car++) {
      const timeMs = frame.timeMs[car];
      const gapMs = table.take(
        {
          handle: frame.handles[car],
          timeMs,
          x: mercatorX(frame.longitude[car]) - origin.x,
          y: mercatorY(frame.latitude[car]) - origin.y,
          headingDeg: frame.headingDeg[car],
          speedMps: frame.speedMps[car],
          status: frame.status[car],
          stale: frame.stale[car] === 1,
        },
        drawing,
      );
      if (gapMs !== null) delay.observe(gapMs, broker - timeMs);
      if (!frame.snapshot) meter.fixAge(frame.brokerTimeMs - timeMs);
    }
  }

  function tick(): void {
    const now = nowMs();
    const drawing = moveClock(now);
    if (drawing === null) return;
    table.advance(drawing);
    flush(now);
    meter.busy(nowMs() - now);
  }

  function selectedCar(drawing: number): SelectedCar | null {
    const handle = selectedId === null ? undefined : handles.get(selectedId);
    if (handle === undefined) return null;
    const row = table.rowOf(handle);
    if (row < 0) return null;
    const words = table.words.slice(row * wordsPerCar, (row + 1) * wordsPerCar);
    const trail = Float64Array.from(
      table.trail(row, drawing, trailMs).flatMap(({ x, y, timeMs }) => [x, y, timeMs]),
    );
    return { handle, row, words, trail };
  }

  /** Hands over what changed, unless the page has not drawn the last of it: then later, and only the newest. */
  function flush(now: number): void {
    if (isDrawing || drawClock === null) return;
    const changed = table.takeChanged();
    const selected = selectedCar(drawClock.drawMs);
    const isNews = changed.length > 0 || hoverChanged || (selected?.handle ?? null) !== selectedSent;
    if (!isNews && Math.abs(now - lastSentMs) < secondMs) return;
    const rows = Uint32Array.from(changed);
    const words = new Uint32Array(rows.length * wordsPerCar);
    for (let i = 0; i < rows.length; i++) {
      const from = rows[i] * wordsPerCar;
      words.set(table.words.subarray(from, from + wordsPerCar), i * wordsPerCar);
    }
    isDrawing = true;
    hoverChanged = false;
    lastSentMs = now;
    selectedSent = selected?.handle ?? null;
    const { count, epochMs, changesUntilMs } = table;
    const hoveredRow = hovered === null ? -1 : table.rowOf(hovered);
    post(
      {
        ...{ kind: 'rows', count, epochMs, clock: drawClock, changesUntilMs },
        ...{ rows, words, selected, hoveredRow },
      },
      [rows.buffer, words.buffer],
    );
  }
  let lastSentMs = Number.NEGATIVE_INFINITY;

  const socket: LiveSocket = openSocket(start.address, {
    opened: () => {
      isOpen = true;
      post({ kind: 'state', state: { socket: { kind: 'open', sinceMs: Date.now() } } });
      idsBefore ??= new Map(ids);
      ids.clear();
      handles.clear();
      if (lastViewport !== null) socket.viewport(lastViewport);
      socket.watch(selectedId);
      askClock(0);
    },
    lost: () => {
      isOpen = false;
      clearTimeout(clockTimer);
      post({ kind: 'state', state: { socket: { kind: 'lost', sinceMs: Date.now() } } });
    },
    frame: takeFrame,
    names: (names) => {
      for (const [handle, driverId] of names) {
        ids.set(handle, driverId);
        handles.set(driverId, handle);
      }
    },
    status: (status) => post({ kind: 'state', state: { status, statusAtMs: Date.now() } }),
    watched: (watched) => {
      // An answer that was under way when the selection changed is for another driver.
      if (watched === null ? selectedId === null : watched.driverId !== selectedId) return;
      const now = nowMs();
      const [receivedAtMs, drawing] = [brokerNow(now), drawMs(now)];
      const watchedAt =
        watched === null || receivedAtMs === null || drawing === null
          ? null
          : { receivedAtMs, drawnAtMs: receivedAtMs + Math.max(0, watched.timeMs - drawing) };
      post({ kind: 'state', state: { watched, watchedAt } });
    },
  });

  function askClock(asked: number): void {
    const wait = clockPauses[asked] ?? clockPauseMs;
    clearTimeout(clockTimer);
    clockTimer = setTimeout(async () => {
      const sentAt = nowMs();
      try {
        const brokerTimeMs = await socket.clock();
        const now = nowMs();
        // The guess from a frame goes when the first true answer comes.
        brokerClock = addClockAnswer(asked === 0 ? noBrokerClock : brokerClock, sentAt, now, brokerTimeMs);
        meter.roundTrip(now - sentAt);
        const broker = brokerNow(now);
        if (broker !== null) post({ kind: 'state', state: { brokerOffsetMs: broker - Date.now() } });
      } catch {
        // No answer in time: the samples so far stay good for two minutes.
      }
      if (isOpen) askClock(asked + 1);
    }, wait);
  }

  function answer(question: Question): Answer | Promise<Answer> {
    const now = nowMs();
    const drawing = drawMs(now) ?? now;
    switch (question.kind) {
      case 'find':
        return socket.find(question.text);
      case 'pick': {
        const handle = pickCar(table, drawing, question);
        return handle < 0 ? null : { handle, driverId: ids.get(handle) ?? null };
      }
      case 'list': {
        const at = { drawMs: drawing, brokerMs: brokerNow(now) ?? now };
        return listCars(table, origin, at, (handle) => ids.get(handle) ?? null, question);
      }
      case 'crowd':
        return crowdedCells(table, drawing, question);
    }
  }

  const ticking = setInterval(tick, tickMs);
  const seconds = setInterval(() => {
    const now = nowMs();
    const broker = brokerNow(now);
    const drawing = drawMs(now);
    const delayMs = broker === null || drawing === null ? null : Math.max(0, broker - drawing);
    post({ kind: 'state', state: { delayMs } });
    post({ kind: 'stats', stats: { cars: table.count, inWorker, ...meter.take() } });
  }, secondMs);

  return {
    hear(message: Exclude<ToEngine, { kind: 'start' }>): void {
      switch (message.kind) {
        case 'viewport':
          lastViewport = message.viewport;
          socket.viewport(message.viewport);
          break;
        case 'select':
          selectedId = message.driverId;
          socket.watch(selectedId);
          flush(nowMs());
          break;
        case 'hover':
          hoverChanged ||= hovered !== message.handle;
          hovered = message.handle;
          flush(nowMs());
          break;
        case 'ask':
          Promise.resolve(answer(message.question)).then(
            (value) => post({ kind: 'answer', id: message.id, answer: value }),
            () => post({ kind: 'answer', id: message.id, answer: null }),
          );
          break;
        case 'drawn':
          isDrawing = false;
          flush(nowMs());
          break;
        case 'resend':
          isDrawing = false;
          table.touchAll();
          flush(nowMs());
          break;
        case 'close':
          clearInterval(ticking);
          clearInterval(seconds);
          clearTimeout(clockTimer);
          socket.close();
          break;
      }
    },
  };
}
