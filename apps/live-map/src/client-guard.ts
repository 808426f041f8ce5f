import { createAllowance } from './allowance.ts';

/** Each is a label of a counter. */
export type Refusal = 'too_many_messages' | 'too_many_finds' | 'too_many_packets' | 'too_much_garbage';

/** What one client may send. `disconnect` asks for the end of its connection. */
export type Verdict =
  | { readonly kind: 'take' }
  | { readonly kind: 'ignore'; readonly reason: Refusal }
  | { readonly kind: 'disconnect'; readonly reason: Refusal };

export interface ClientGuard {
  /** Any packet of the transport, acknowledgements too. */
  packet(nowMs: number): Verdict;
  message(kind: 'viewport' | 'watch' | 'find' | 'clock', nowMs: number): Verdict;
  /** A message that could not be understood. */
  garbage(nowMs: number): Verdict;
}

const take: Verdict = { kind: 'take' };

export interface MessageLimits {
  readonly maxMessagesPerMinute: number;
}

/** The map sends a few messages a second and one acknowledgement a frame; the allowances are far above. */
export function createClientGuard({ maxMessagesPerMinute }: MessageLimits, startMs: number): ClientGuard {
  const packets = createAllowance(200, 1_000, startMs);
  // What a page sends while somebody drags the map for some seconds may come at once.
  const messages = createAllowance(
    maxMessagesPerMinute / 60,
    Math.max(1, maxMessagesPerMinute / 18),
    startMs,
  );
  const finds = createAllowance(5, 10, startMs);
  const garbage = createAllowance(1, 20, startMs);
  return {
    packet: (nowMs) => (packets.take(nowMs) ? take : { kind: 'disconnect', reason: 'too_many_packets' }),
    message(kind, nowMs) {
      if (!messages.take(nowMs)) return { kind: 'ignore', reason: 'too_many_messages' };
      if (kind === 'find' && !finds.take(nowMs)) return { kind: 'ignore', reason: 'too_many_finds' };
      return take;
    },
    garbage: (nowMs) => (garbage.take(nowMs) ? take : { kind: 'disconnect', reason: 'too_much_garbage' }),
  };
}
