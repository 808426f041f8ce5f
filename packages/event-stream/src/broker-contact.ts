/** Whether a connection to the broker is well, as the port's `health()` says it. */
export interface Health {
  readonly connected: boolean;
  /** When `connected` last changed, epoch ms. */
  readonly sinceMs: number;
  readonly problem: string | null;
}

export interface BrokerContact {
  up(): void;
  /** Returns whether this is news. */
  down(problem: string): boolean;
  /** The broker answered something. */
  answered(): void;
  health(): Health;
}

/** Keeps track of it; a connection that is up but unanswered for `silenceMs` counts as down. */
export function brokerContact(nowMs: () => number, silenceMs: number, firstProblem: string): BrokerContact {
  let problem: string | null = firstProblem;
  let sinceMs = nowMs();
  let answeredMs = sinceMs;
  return {
    up() {
      answeredMs = nowMs();
      if (problem === null) return;
      problem = null;
      sinceMs = answeredMs;
    },
    down(reason) {
      const news = problem !== reason;
      if (problem === null) sinceMs = nowMs();
      problem = reason;
      return news;
    },
    answered() {
      answeredMs = nowMs();
    },
    health() {
      if (problem !== null) return { connected: false, sinceMs, problem };
      const silentSinceMs = answeredMs + silenceMs;
      if (nowMs() < silentSinceMs) return { connected: true, sinceMs, problem: null };
      return { connected: false, sinceMs: silentSinceMs, problem: 'the broker does not answer' };
    },
  };
}
