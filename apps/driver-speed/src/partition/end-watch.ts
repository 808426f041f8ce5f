import type { Assignment } from '@rumo/event-stream';
import { look, received, wouldProve } from '../windows/silence.ts';

/** Asks, while nothing comes, whether the log has more. */
export interface EndWatch {
  /** Something was handed over. */
  received(): void;
  /** To be called several times a second; asks at most once at a time. */
  tick(): void;
  /** Whether the log was seen to be read to its end, and nothing has come since. */
  readonly atEnd: boolean;
}

const askEveryMs = 2_000;

/**
 * `onEnd` is called when everything in the log has been handed over; `proves`: and was so when asked long enough after
 * the last record (W10). It returns whether that settles it; otherwise it is asked again.
 */
export function endWatch(
  assignment: Pick<Assignment, 'atEnd'>,
  nowMs: () => number,
  onEnd: (proves: boolean) => boolean,
): EndWatch {
  let quiet = received(nowMs());
  let askedMs = quiet.sinceMs;
  let asking = false;
  let atEnd = false;
  let settled = false;
  let proven = false;
  let handedOver = 0;

  async function ask(): Promise<void> {
    const before = handedOver;
    const proves = wouldProve(quiet, nowMs());
    asking = true;
    askedMs = nowMs();
    const isEnd = await assignment.atEnd().catch(() => false);
    asking = false;
    // What came while the question was on its way makes the answer worthless.
    if (!isEnd || before !== handedOver) return;
    atEnd = true;
    settled = onEnd(proves);
    proven = settled && proves;
  }

  return {
    received() {
      quiet = received(nowMs());
      handedOver++;
      atEnd = false;
      settled = false;
      proven = false;
    },
    tick() {
      const now = nowMs();
      quiet = look(quiet, now);
      if (asking || now - askedMs < askEveryMs || now - quiet.sinceMs < askEveryMs) return;
      if (!settled || (!proven && wouldProve(quiet, now))) void ask();
    },
    get atEnd() {
      return atEnd;
    },
  };
}
