/** An event that waits in a device or a slow network until `releaseMs` of simulated time. */
export interface HeldEvent {
  readonly releaseMs: number;
  /** Order of entry: ties leave as they came. */
  readonly order: number;
  readonly driver: number;
  readonly occurredAtMs: number;
  readonly value: string;
}

/** Held events as a binary heap, the first to leave on top. */
export interface Outbox {
  readonly heap: HeldEvent[];
  entered: number;
}

export function emptyOutbox(): Outbox {
  return { heap: [], entered: 0 };
}

export function hold(outbox: Outbox, event: Omit<HeldEvent, 'order'>): void {
  const { heap } = outbox;
  let at = heap.push({ ...event, order: outbox.entered++ }) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!leavesBefore(heap[at], heap[parent])) return;
    [heap[at], heap[parent]] = [heap[parent], heap[at]];
    at = parent;
  }
}

/** Takes out the first event due by `nowMs` of simulated time, null when none is. */
export function release(outbox: Outbox, nowMs: number): HeldEvent | null {
  const { heap } = outbox;
  const first = heap[0];
  if (first === undefined || first.releaseMs > nowMs) return null;
  const last = heap.pop() as HeldEvent;
  if (heap.length === 0) return first;
  heap[0] = last;
  for (let at = 0; ; ) {
    let least = at;
    for (const child of [2 * at + 1, 2 * at + 2]) {
      if (child < heap.length && leavesBefore(heap[child], heap[least])) least = child;
    }
    if (least === at) return first;
    [heap[at], heap[least]] = [heap[least], heap[at]];
    at = least;
  }
}

function leavesBefore(a: HeldEvent, b: HeldEvent): boolean {
  return a.releaseMs < b.releaseMs || (a.releaseMs === b.releaseMs && a.order < b.order);
}
