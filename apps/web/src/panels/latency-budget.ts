/** One part of an event's way, ms; `what` says what happens in it. */
export interface Stage {
  readonly name: string;
  readonly ms: number;
  readonly what: string;
}

/** Where one event of the selected driver was and when: epoch ms, but for the first in the broker's clock. */
export interface EventTimes {
  /** By the device's own clock. */
  readonly occurredAtMs: number;
  readonly arrivalMs: number;
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
  readonly drawnAtMs: number;
}

/** The parts of one event's way from the device to the screen. A part below zero shows that two clocks disagree. */
export function eventBudget(times: EventTimes): Stage[] {
  const { occurredAtMs, arrivalMs, sentAtMs, receivedAtMs, drawnAtMs } = times;
  return [
    {
      name: 'Device → broker',
      ms: arrivalMs - occurredAtMs,
      what: 'From the fix to its arrival in the log; the start by the device’s own clock.',
    },
    {
      name: 'Broker → consumer',
      ms: sentAtMs - arrivalMs,
      what: 'Read from the log by live-map, and held until its next tick.',
    },
    {
      name: 'Consumer → socket',
      ms: receivedAtMs - sentAtMs,
      what: 'Over Socket.IO to this page, by the broker’s clock as the page estimates it.',
    },
    {
      name: 'Socket → screen',
      ms: drawnAtMs - receivedAtMs,
      what: 'Held back so that cars move evenly between two fixes, and not ahead of them.',
    },
  ];
}

/** Medians over the fleet's events of the last second, as far as the frames tell. */
export interface FleetTimes {
  readonly fixAgeMs: number | null;
  readonly socketMs: number | null;
  readonly delayMs: number | null;
}

/** The same way for the fleet: what a frame does not tell apart stays together. Null before there is anything. */
export function fleetBudget({ fixAgeMs, socketMs, delayMs }: FleetTimes): Stage[] | null {
  if (fixAgeMs === null || socketMs === null || delayMs === null) return null;
  return [
    {
      name: 'Device → consumer',
      ms: fixAgeMs,
      what: 'The fix’s age when live-map made the frame, beyond the driver’s shortest way to the log. Select a car to see its parts.',
    },
    { name: 'Consumer → socket', ms: socketMs, what: 'Over Socket.IO to this page, by the estimated clock.' },
    {
      name: 'Socket → screen',
      ms: Math.max(0, delayMs - fixAgeMs - socketMs),
      what: 'Held back so that cars move evenly between two fixes, and not ahead of them.',
    },
  ];
}

/** The share of the whole that each stage takes, in %; what is below zero takes none. */
export function shares(stages: readonly Stage[]): number[] {
  const sum = stages.reduce((all, { ms }) => all + Math.max(0, ms), 0);
  return stages.map(({ ms }) => (sum === 0 ? 0 : (Math.max(0, ms) / sum) * 100));
}
