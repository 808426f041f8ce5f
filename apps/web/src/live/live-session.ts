import { decodeFrame, type FoundDriver, type Viewport, vehicleUpdates } from '@rumo/events';
import { addClockAnswer, type BrokerClock, brokerTimeAt, noBrokerClock } from './broker-clock.ts';
import { nextDrawTime } from './draw-clock.ts';
import { type LiveSocket, openLiveSocket } from './live-socket.ts';
import { useLive } from './live-store.ts';
import { type MercatorOrigin, offsetOf } from './mercator-origin.ts';
import { createDelayEstimator } from './playback-delay.ts';
import { VehicleTable } from './vehicle-table.ts';

/** The live picture of one page: cars, their names, the time that is being drawn. */
export interface LiveSession {
  readonly table: VehicleTable;
  readonly origin: MercatorOrigin;
  driverIdOf(handle: number): string | null;
  handleOf(driverId: string): number | null;
  /** Moves the drawn time on to this frame's and returns it, epoch ms by the broker; null before any news. */
  drawTime(frameMs: number): number | null;
  viewport(viewport: Viewport): void;
  find(text: string): Promise<readonly FoundDriver[]>;
  /** Calls back whenever cars came, went or changed. */
  onChange(listener: () => void): () => void;
  close(): void;
}

/** ms between questions for the broker's time: quick at first, to find a short round trip, then now and then. */
const clockPauses = [0, 300, 600, 1_000, 2_000, 5_000];
const clockPauseMs = 15_000;

/** Joins the live map at `address`. `origin` is the city's centre. The store's selection is watched. */
export function startLiveSession(address: string, origin: MercatorOrigin): LiveSession {
  const table = new VehicleTable();
  const delay = createDelayEstimator();
  const ids = new Map<number, string>();
  /** Whose car a row was before the connection was lost; a server started anew gives handles to others. */
  let idsBefore: ReadonlyMap<number, string> | null = null;
  const handles = new Map<string, number>();
  const listeners = new Set<() => void>();
  let clock: BrokerClock = noBrokerClock;
  let lastView: Viewport | null = null;
  let drawMs: number | null = null;
  let drawnAt = 0;
  let clockTimer: ReturnType<typeof setTimeout> | undefined;

  const targetAt = (localMs: number) => {
    const broker = brokerTimeAt(clock, localMs);
    return broker === null ? null : broker - delay.targetMs();
  };

  function takeFrame(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes);
    if (frame.kind === 'cells') return;
    const now = performance.now();
    // Until the first answer, the frame's own time is the best guess: late by its way here.
    if (clock.length === 0) clock = addClockAnswer(clock, now, now, frame.brokerTimeMs);
    const brokerNow = brokerTimeAt(clock, now) ?? frame.brokerTimeMs;
    const drawing = drawMs === null ? brokerNow - delay.targetMs() : drawMs + (now - drawnAt);
    if (frame.snapshot) {
      const kept = new Set(frame.handles);
      for (const handle of [...table.handles()]) {
        const another = idsBefore !== null && idsBefore.get(handle) !== ids.get(handle);
        if (!kept.has(handle) || another) table.remove(handle);
      }
      idsBefore = null;
    }
    for (const handle of frame.removed) table.remove(handle);
    for (const update of vehicleUpdates(frame)) {
      const gap = table.take({ ...update, ...offsetOf(origin, update) }, drawing);
      if (gap !== null) delay.observe(gap, brokerNow - update.timeMs);
    }
    for (const listener of listeners) listener();
  }

  const socket: LiveSocket = openLiveSocket(address, {
    opened: () => {
      useLive.setState({ socket: { kind: 'open', sinceMs: Date.now() } });
      idsBefore ??= new Map(ids);
      ids.clear();
      handles.clear();
      if (lastView !== null) socket.viewport(lastView);
      socket.watch(useLive.getState().selectedId);
      askClock(0);
    },
    lost: () => {
      clearTimeout(clockTimer);
      useLive.setState({ socket: { kind: 'lost', sinceMs: Date.now() } });
    },
    frame: takeFrame,
    names: (names) => {
      for (const [handle, driverId] of names) {
        ids.set(handle, driverId);
        handles.set(driverId, handle);
      }
      for (const listener of listeners) listener();
    },
    status: (status) => useLive.setState({ status, statusAtMs: Date.now() }),
    watched: (watched) => {
      // An answer that was under way when the selection changed is for another driver.
      const { selectedId } = useLive.getState();
      if (watched === null ? selectedId !== null : watched.driverId === selectedId)
        useLive.setState({ watched });
    },
  });

  function askClock(asked: number): void {
    const wait = clockPauses[asked] ?? clockPauseMs;
    clearTimeout(clockTimer);
    clockTimer = setTimeout(async () => {
      const sentAt = performance.now();
      try {
        const brokerTimeMs = await socket.clock();
        const now = performance.now();
        // The guess from a frame goes when the first true answer comes.
        clock = addClockAnswer(asked === 0 ? noBrokerClock : clock, sentAt, now, brokerTimeMs);
        const broker = brokerTimeAt(clock, now);
        if (broker !== null) useLive.setState({ brokerOffsetMs: broker - Date.now() });
      } catch {
        // No answer in time: the samples so far stay good for two minutes.
      }
      if (useLive.getState().socket.kind === 'open') askClock(asked + 1);
    }, wait);
  }

  const unsubscribe = useLive.subscribe((state, before) => {
    if (state.selectedId === before.selectedId) return;
    useLive.setState({ watched: undefined });
    socket.watch(state.selectedId);
  });
  const delayTimer = setInterval(() => {
    const broker = brokerTimeAt(clock, performance.now());
    const drawing = drawMs === null ? null : drawMs + (performance.now() - drawnAt);
    useLive.setState({ delayMs: broker === null || drawing === null ? null : Math.max(0, broker - drawing) });
  }, 1_000);
  useLive.setState({ socket: { kind: 'connecting', sinceMs: Date.now() }, status: null, watched: undefined });

  return {
    table,
    origin,
    driverIdOf: (handle) => ids.get(handle) ?? null,
    handleOf: (driverId) => handles.get(driverId) ?? null,
    drawTime(frameMs) {
      const target = targetAt(frameMs);
      if (target === null) return null;
      drawMs = nextDrawTime(drawMs, frameMs - drawnAt, target);
      drawnAt = frameMs;
      return drawMs;
    },
    viewport(viewport) {
      lastView = viewport;
      socket.viewport(viewport);
    },
    find: (text) => socket.find(text),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      unsubscribe();
      clearTimeout(clockTimer);
      clearInterval(delayTimer);
      socket.close();
    },
  };
}
