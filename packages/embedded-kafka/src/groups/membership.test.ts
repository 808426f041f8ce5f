import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorCode } from '../protocol/error-code.ts';
import { type Group, newGroup, type Reply } from './group.ts';
import { type JoinAttempt, join } from './join.ts';
import { checkCommit, expire, heartbeat, leave, nextDeadlineMs, sync } from './membership.ts';

const sessionMs = 10_000;
const rebalanceMs = 30_000;
const named = (memberId: string, instanceId: string | null = null) => ({ memberId, instanceId });

/** Drives one group by hand; replies are kept by ticket. */
function timeline(initialDelayMs = 0) {
  const group: Group = newGroup('drivers');
  const replies = new Map<number, Reply>();
  let ticket = 0;
  const keep = (due: readonly Reply[]) => {
    for (const reply of due) {
      expect(replies.has(reply.ticket)).toBe(false);
      replies.set(reply.ticket, reply);
    }
  };
  const attempt = (memberId: string, extra: Partial<JoinAttempt> = {}): JoinAttempt => ({
    ticket: ++ticket,
    memberId,
    freshMemberId: `fresh-${ticket}`,
    instanceId: null,
    clientId: 'client',
    clientHost: '127.0.0.1',
    sessionTimeoutMs: sessionMs,
    rebalanceTimeoutMs: rebalanceMs,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: Buffer.from('topics') }],
    mustKnowItsId: false,
    ...extra,
  });
  return {
    group,
    replies,
    lastTicket: () => ticket,
    join(memberId: string, nowMs: number, extra: Partial<JoinAttempt> = {}) {
      const made = attempt(memberId, extra);
      keep(join(group, made, nowMs, initialDelayMs));
      return made.ticket;
    },
    sync(
      memberId: string,
      nowMs: number,
      shares: Record<string, string> = {},
      generationId = group.generationId,
    ) {
      const assignments = Object.entries(shares).map(([id, share]) => ({
        memberId: id,
        assignment: Buffer.from(share),
      }));
      keep(sync(group, { ticket: ++ticket, ...named(memberId), generationId, assignments }, nowMs));
      return ticket;
    },
    leave(memberId: string, nowMs: number, instanceId: string | null = null) {
      const left = leave(group, named(memberId, instanceId), nowMs);
      keep(left.replies);
      return left.errorCode;
    },
    expire: (nowMs: number) => keep(expire(group, nowMs)),
    beat: (memberId: string, nowMs: number) => heartbeat(group, named(memberId), group.generationId, nowMs),
    code: (of: number) => replies.get(of)?.errorCode,
    share(of: number) {
      const reply = replies.get(of);
      return reply?.kind === 'sync' ? String(reply.assignment) : undefined;
    },
    joined(of: number) {
      const reply = replies.get(of);
      return reply?.kind === 'join' ? reply : undefined;
    },
  };
}

/** A group of two, stable since the time 0: the leader `fresh-1` and `fresh-3`. */
function stableGroup() {
  const line = timeline();
  line.join('', 0);
  line.sync('fresh-1', 0, { 'fresh-1': 'all' });
  line.join('', 0);
  line.join('fresh-1', 0);
  const leaderSync = line.sync('fresh-1', 0, { 'fresh-1': 'left', 'fresh-3': 'right' });
  const otherSync = line.sync('fresh-3', 0);
  expect([line.share(leaderSync), line.share(otherSync), line.group.phase]).toEqual([
    'left',
    'right',
    'Stable',
  ]);
  return line;
}

describe('a consumer group', () => {
  it('begins a generation at once for the first member, its leader', () => {
    const line = timeline();
    const first = line.join('', 0);
    expect(line.joined(first)).toMatchObject({
      errorCode: errorCode.none,
      generationId: 1,
      protocolName: 'range',
      leaderId: 'fresh-1',
      memberId: 'fresh-1',
      members: [{ memberId: 'fresh-1', metadata: Buffer.from('topics') }],
    });
    expect(line.group.phase).toBe('CompletingRebalance');
    expect(line.share(line.sync('fresh-1', 1, { 'fresh-1': 'all' }))).toBe('all');
    expect(line.group.phase).toBe('Stable');
  });

  it('waits for more members before its first generation when told to', () => {
    const line = timeline(3000);
    const first = line.join('', 0);
    const second = line.join('', 1000);
    line.expire(2999);
    expect(line.replies.size).toBe(0);
    expect(nextDeadlineMs(line.group)).toBe(3000);
    line.expire(3000);
    expect(line.joined(first)?.members).toHaveLength(2);
    expect(line.joined(second)).toMatchObject({ generationId: 1, members: [] });
  });

  it('calls its members to join again when one comes, and waits for them', () => {
    const line = timeline();
    line.join('', 0);
    line.sync('fresh-1', 0, { 'fresh-1': 'all' });
    const second = line.join('', 100);
    expect(line.replies.has(second)).toBe(false);
    expect(line.beat('fresh-1', 200)).toBe(errorCode.rebalanceInProgress);
    const again = line.join('fresh-1', 300);
    expect(line.joined(again)).toMatchObject({ generationId: 2, leaderId: 'fresh-1' });
    expect(line.joined(again)?.members).toHaveLength(2);
    expect(line.joined(second)).toMatchObject({ generationId: 2, memberId: 'fresh-3', members: [] });
  });

  it('goes on without members that do not join again in time', () => {
    const line = stableGroup();
    const third = line.join('', 5000);
    line.beat('fresh-1', 9000);
    line.beat('fresh-3', 9000);
    for (let nowMs = 10_000; nowMs < 35_000; nowMs += 5000) {
      line.beat('fresh-1', nowMs);
      line.beat('fresh-3', nowMs);
      line.expire(nowMs);
    }
    expect(line.replies.has(third)).toBe(false);
    line.expire(35_000);
    expect(line.joined(third)).toMatchObject({ generationId: 3, leaderId: line.joined(third)?.memberId });
    expect(line.beat('fresh-1', 35_001)).toBe(errorCode.unknownMemberId);
  });

  it('gives up a member whose session is over, and calls the others', () => {
    const line = stableGroup();
    line.beat('fresh-1', 9000);
    expect(nextDeadlineMs(line.group)).toBe(sessionMs);
    line.expire(sessionMs);
    expect([...line.group.members.keys()]).toEqual(['fresh-1']);
    expect(line.beat('fresh-1', sessionMs)).toBe(errorCode.rebalanceInProgress);
    expect(line.joined(line.join('fresh-1', sessionMs))).toMatchObject({ generationId: 3 });
  });

  it('is empty when the last member leaves, and its generations go on', () => {
    const line = timeline();
    line.join('', 0);
    expect(line.leave('fresh-1', 10)).toBe(errorCode.none);
    expect(line.leave('fresh-1', 11)).toBe(errorCode.unknownMemberId);
    expect(line.group).toMatchObject({ phase: 'Empty', generationId: 2, leaderId: '' });
    expect(nextDeadlineMs(line.group)).toBe(Number.POSITIVE_INFINITY);
    expect(line.joined(line.join('', 20))).toMatchObject({ generationId: 3 });
  });

  it('chooses another leader when the leader leaves', () => {
    const line = stableGroup();
    line.leave('fresh-1', 10);
    expect(line.joined(line.join('fresh-3', 20))).toMatchObject({ leaderId: 'fresh-3', memberId: 'fresh-3' });
  });

  it('sends a newcomer back once with its id, and counts on it until the id lapses', () => {
    const line = timeline();
    const first = line.join('', 0, { mustKnowItsId: true });
    expect(line.joined(first)).toMatchObject({ errorCode: errorCode.memberIdRequired, memberId: 'fresh-1' });
    const other = line.join('', 0);
    expect(line.replies.has(other)).toBe(false);
    expect(nextDeadlineMs(line.group)).toBe(sessionMs);
    line.expire(sessionMs);
    expect(line.joined(other)).toMatchObject({ generationId: 1 });
    expect(line.code(line.join('fresh-1', sessionMs + 1))).toBe(errorCode.unknownMemberId);
  });

  it('lets a promised id join without further ado', () => {
    const line = timeline();
    line.join('', 0, { mustKnowItsId: true });
    expect(line.joined(line.join('fresh-1', 5, { mustKnowItsId: true }))).toMatchObject({
      errorCode: errorCode.none,
    });
  });

  it('answers a join whose reply was lost with the same generation', () => {
    const line = timeline();
    line.join('', 0);
    expect(line.joined(line.join('fresh-1', 1))).toMatchObject({
      generationId: 1,
      errorCode: errorCode.none,
    });
    const stable = stableGroup();
    expect(stable.joined(stable.join('fresh-3', 1))).toMatchObject({ generationId: 2, members: [] });
    expect(stable.group.phase).toBe('Stable');
  });

  it('rebalances when the leader joins again, or a member with other topics', () => {
    const line = stableGroup();
    const leader = line.join('fresh-1', 1);
    expect([line.group.phase, line.replies.has(leader)]).toEqual(['PreparingRebalance', false]);
    const other = stableGroup();
    other.join('fresh-3', 1, { protocols: [{ name: 'range', metadata: Buffer.from('more') }] });
    expect(other.group.phase).toBe('PreparingRebalance');
  });

  it('tells a member that waits for its assignment when the generation is over', () => {
    const line = timeline();
    line.join('', 0);
    line.sync('fresh-1', 0, { 'fresh-1': 'all' });
    line.join('', 0);
    line.join('fresh-1', 0);
    const waiting = line.sync('fresh-3', 1);
    expect(line.replies.has(waiting)).toBe(false);
    line.leave('fresh-1', 2);
    expect(line.code(waiting)).toBe(errorCode.rebalanceInProgress);
  });

  it('gives up a leader that never assigns', () => {
    const line = timeline();
    line.join('', 0);
    line.sync('fresh-1', 0, { 'fresh-1': 'all' });
    line.join('', 0);
    line.join('fresh-1', 0);
    const waiting = line.sync('fresh-3', 1);
    line.expire(sessionMs);
    expect(line.code(waiting)).toBe(errorCode.rebalanceInProgress);
    expect([...line.group.members.keys()]).toEqual(['fresh-3']);
  });

  it('gives up members that heartbeat but never ask for their assignment', () => {
    const line = timeline();
    line.join('', 0);
    for (let nowMs = 5000; nowMs < rebalanceMs; nowMs += 5000) {
      expect(line.beat('fresh-1', nowMs)).toBe(errorCode.none);
      line.expire(nowMs);
    }
    expect(line.group.members.size).toBe(1);
    line.expire(rebalanceMs);
    expect(line.group).toMatchObject({ phase: 'Empty' });
  });

  it('refuses other protocols, wrong generations and strangers', () => {
    const line = stableGroup();
    const other = [{ name: 'sticky', metadata: Buffer.alloc(0) }];
    expect(line.code(line.join('', 1, { protocols: other }))).toBe(errorCode.inconsistentGroupProtocol);
    expect(line.code(line.join('', 1, { protocols: [] }))).toBe(errorCode.inconsistentGroupProtocol);
    expect(line.code(line.join('', 1, { protocolType: 'connect' }))).toBe(
      errorCode.inconsistentGroupProtocol,
    );
    expect(line.code(line.sync('fresh-1', 1, {}, 9))).toBe(errorCode.illegalGeneration);
    expect(line.code(line.sync('stranger', 1))).toBe(errorCode.unknownMemberId);
    expect(heartbeat(line.group, named('fresh-1'), 9, 1)).toBe(errorCode.illegalGeneration);
    expect(line.group.phase).toBe('Stable');
  });

  it('takes commits from members of the generation, and from outside only while it is empty', () => {
    const { group } = stableGroup();
    expect(checkCommit(group, named('fresh-1'), 2)).toBe(errorCode.none);
    expect(checkCommit(group, named('fresh-1'), 1)).toBe(errorCode.illegalGeneration);
    expect(checkCommit(group, named(''), -1)).toBe(errorCode.unknownMemberId);
    expect(checkCommit(newGroup('empty'), named(''), -1)).toBe(errorCode.none);
    expect(checkCommit(newGroup('empty'), named('gone'), 3)).toBe(errorCode.unknownMemberId);
    expect(checkCommit(undefined, named(''), -1)).toBe(errorCode.none);
    expect(checkCommit(undefined, named('gone'), 3)).toBe(errorCode.illegalGeneration);
  });

  it('fences the former self of a static member and lets it leave by its name', () => {
    const line = stableGroup();
    const first = line.join('', 1, { instanceId: 'car-1' });
    const second = line.join('', 2, { instanceId: 'car-1' });
    expect(line.code(first)).toBe(errorCode.fencedInstanceId);
    line.join('fresh-1', 3);
    line.join('fresh-3', 3);
    expect(line.joined(second)).toMatchObject({ errorCode: errorCode.none });
    expect(line.leave('', 4, 'car-1')).toBe(errorCode.none);
    expect(line.leave('', 4, 'car-2')).toBe(errorCode.unknownMemberId);
  });

  it('gives a static member that comes back its share again, and disturbs nobody', () => {
    const line = timeline();
    line.join('', 0, { instanceId: 'car-1' });
    line.join('', 0, { instanceId: 'car-2' });
    line.join('fresh-1', 0, { instanceId: 'car-1' });
    line.sync('fresh-1', 0, { 'fresh-1': 'left', 'fresh-2': 'right' });
    line.sync('fresh-2', 0);
    const { generationId } = line.group;
    const back = line.joined(line.join('', 1, { instanceId: 'car-1' }));
    expect(back).toMatchObject({ errorCode: errorCode.none, generationId, leaderId: 'fresh-1', members: [] });
    const memberId = back?.memberId ?? '';
    expect(line.share(line.sync(memberId, 1))).toBe('left');
    expect(line.beat('fresh-2', 1)).toBe(errorCode.none);
    expect(line.group.leaderId).toBe(memberId);
  });

  it('refuses all that a fenced member asks for', () => {
    const line = timeline();
    line.join('', 0, { instanceId: 'car-1' });
    line.sync('fresh-1', 0, { 'fresh-1': 'all' });
    line.join('', 1, { instanceId: 'car-1' });
    const { group } = line;
    const former = named('fresh-1', 'car-1');
    expect(heartbeat(group, former, group.generationId, 2)).toBe(errorCode.fencedInstanceId);
    expect(checkCommit(group, former, group.generationId)).toBe(errorCode.fencedInstanceId);
    expect(line.leave('fresh-1', 2, 'car-1')).toBe(errorCode.fencedInstanceId);
    const again = line.join('fresh-1', 2, { instanceId: 'car-1' });
    expect(line.code(again)).toBe(errorCode.fencedInstanceId);
  });

  it('begins a new generation when a static member comes back with other topics', () => {
    const line = stableGroup();
    line.join('', 1, { instanceId: 'car-1' });
    line.join('fresh-1', 1);
    line.join('fresh-3', 1);
    line.sync('fresh-1', 1, {});
    const protocols = [{ name: 'range', metadata: Buffer.from('other topics') }];
    const back = line.join('', 2, { instanceId: 'car-1', protocols });
    expect(line.joined(back)).toBeUndefined();
    expect(line.beat('fresh-1', 2)).toBe(errorCode.rebalanceInProgress);
  });

  it('answers every request once, whatever comes in whatever order, and forgets nobody it must wait for', () => {
    const step = fc.record({
      what: fc.constantFrom('join', 'return', 'rejoin', 'sync', 'leave', 'beat', 'wait'),
      who: fc.nat(5),
      waitMs: fc.integer({ min: 0, max: 12_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const line = timeline();
        let nowMs = 0;
        for (const { what, who, waitMs } of steps) {
          const memberId = [...line.group.members.keys()][who] ?? 'nobody';
          if (what === 'join') line.join('', nowMs);
          else if (what === 'return') line.join('', nowMs, { instanceId: `car-${who}` });
          else if (what === 'rejoin') line.join(memberId, nowMs);
          else if (what === 'sync') line.sync(memberId, nowMs, { [memberId]: 'share' });
          else if (what === 'leave') line.leave(memberId, nowMs);
          else if (what === 'beat') line.beat(memberId, nowMs);
          else {
            nowMs += waitMs;
            line.expire(nowMs);
          }
          expect(line.group.phase === 'Empty').toBe(line.group.members.size === 0);
        }
        // Left alone, the group comes to rest: all are answered, all are gone.
        for (let i = 0; i < 20 && Number.isFinite(nextDeadlineMs(line.group)); i++) {
          nowMs = Math.max(nowMs, nextDeadlineMs(line.group));
          line.expire(nowMs);
        }
        expect(line.group.members.size).toBe(0);
        for (let ticket = 1; ticket <= line.lastTicket(); ticket++)
          expect(line.replies.has(ticket)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
