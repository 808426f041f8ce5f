import { randomUUID } from 'node:crypto';
import { type ErrorCode, errorCode } from '../protocol/error-code.ts';
import { type Group, type MemberName, newGroup, type Reply, type Ticket } from './group.ts';
import { type JoinAttempt, join } from './join.ts';
import { expire, heartbeat, leave, nextDeadlineMs, sync } from './membership.ts';

export type JoinReply = Extract<Reply, { kind: 'join' }>;
export type SyncReply = Extract<Reply, { kind: 'sync' }>;
export type JoinRequest = Omit<JoinAttempt, 'ticket' | 'freshMemberId'>;

/** Lends the groups a clock and a timer, and hands each reply to whoever waits for it. */
export interface GroupCoordinator {
  group(groupId: string): Group | undefined;
  groups(): readonly Group[];
  join(groupId: string, request: JoinRequest): Promise<JoinReply>;
  sync(
    groupId: string,
    request: MemberName & {
      readonly generationId: number;
      readonly assignments: readonly { readonly memberId: string; readonly assignment: Buffer }[];
    },
  ): Promise<SyncReply>;
  heartbeat(groupId: string, who: MemberName, generationId: number): ErrorCode;
  leave(groupId: string, who: MemberName): ErrorCode;
  /** Drops an empty group. */
  forget(groupId: string): void;
  close(): void;
}

export function startGroupCoordinator(options: { readonly initialDelayMs: number }): GroupCoordinator {
  const groups = new Map<string, Group>();
  const waiting = new Map<Ticket, (reply: Reply) => void>();
  let lastTicket = 0;
  let timer: NodeJS.Timeout | null = null;
  let timerDueMs = Number.POSITIVE_INFINITY;

  function deliver(replies: readonly Reply[]): void {
    for (const reply of replies) {
      waiting.get(reply.ticket)?.(reply);
      waiting.delete(reply.ticket);
    }
    schedule();
  }

  /** Only an earlier deadline moves the timer: heartbeats, which move deadlines away, leave it alone. */
  function schedule(): void {
    const dueMs = Math.min(Number.POSITIVE_INFINITY, ...[...groups.values()].map(nextDeadlineMs));
    if (dueMs >= timerDueMs) return;
    if (timer !== null) clearTimeout(timer);
    timerDueMs = dueMs;
    timer = setTimeout(runOut, Math.min(2 ** 31 - 1, Math.max(0, dueMs - Date.now())));
    timer.unref();
  }

  function runOut(): void {
    timer = null;
    timerDueMs = Number.POSITIVE_INFINITY;
    const nowMs = Date.now();
    deliver([...groups.values()].flatMap((group) => expire(group, nowMs)));
  }

  function ask<R extends Reply>(run: (ticket: Ticket) => readonly Reply[]): Promise<R> {
    return new Promise((resolve) => {
      const ticket = ++lastTicket;
      waiting.set(ticket, (reply) => resolve(reply as R));
      deliver(run(ticket));
    });
  }

  function groupToJoin(groupId: string): Group {
    const group = groups.get(groupId) ?? newGroup(groupId);
    groups.set(groupId, group);
    return group;
  }

  return {
    group: (groupId) => groups.get(groupId),
    groups: () => [...groups.values()],
    join: (groupId, request) =>
      ask((ticket) => {
        const freshMemberId = `${request.instanceId ?? request.clientId}-${randomUUID()}`;
        const attempt = { ...request, ticket, freshMemberId };
        return join(groupToJoin(groupId), attempt, Date.now(), options.initialDelayMs);
      }),
    sync: (groupId, request) =>
      ask((ticket) => sync(groups.get(groupId) ?? newGroup(groupId), { ...request, ticket }, Date.now())),
    heartbeat(groupId, who, generationId) {
      const group = groups.get(groupId);
      return group ? heartbeat(group, who, generationId, Date.now()) : errorCode.unknownMemberId;
    },
    leave(groupId, who) {
      const group = groups.get(groupId);
      if (group === undefined) return errorCode.unknownMemberId;
      const left = leave(group, who, Date.now());
      deliver(left.replies);
      return left.errorCode;
    },
    forget: (groupId) => groups.delete(groupId),
    close() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
