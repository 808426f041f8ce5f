import { errorCode } from '../protocol/error-code.ts';
import { commonProtocols } from './choose-protocol.ts';
import {
  dismiss,
  findInstance,
  type Group,
  isFenced,
  type Member,
  noAssignment,
  type Protocol,
  type Reply,
  refuseJoin,
  type Ticket,
} from './group.ts';
import { completeJoinIfDue, joined, prepareRebalance } from './rebalance.ts';

export interface JoinAttempt {
  readonly ticket: Ticket;
  /** Empty for a newcomer, who is given `freshMemberId`. */
  readonly memberId: string;
  readonly freshMemberId: string;
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  readonly protocols: readonly Protocol[];
  /** From version 4 on a newcomer is sent back once with its id, so that a lost reply leaves no ghost. */
  readonly mustKnowItsId: boolean;
}

/** A member asks to be in the next generation. The reply comes when that begins. */
export function join(group: Group, attempt: JoinAttempt, nowMs: number, initialDelayMs: number): Reply[] {
  const { ticket, instanceId } = attempt;
  if (!isProtocolAccepted(group, attempt)) {
    return [refuseJoin(ticket, errorCode.inconsistentGroupProtocol, attempt.memberId)];
  }
  if (attempt.memberId === '') {
    const former = instanceId === null ? undefined : findInstance(group, instanceId);
    if (former !== undefined) return succeed(group, former, attempt, nowMs, initialDelayMs);
    if (attempt.mustKnowItsId && instanceId === null) {
      group.promised.set(attempt.freshMemberId, nowMs + attempt.sessionTimeoutMs);
      return [refuseJoin(ticket, errorCode.memberIdRequired, attempt.freshMemberId)];
    }
    return admit(group, attempt, attempt.freshMemberId, nowMs, initialDelayMs);
  }
  if (isFenced(group, attempt)) return [refuseJoin(ticket, errorCode.fencedInstanceId, attempt.memberId)];
  const member = group.members.get(attempt.memberId);
  if (member) return rejoin(group, member, attempt, nowMs, initialDelayMs);
  if (group.promised.delete(attempt.memberId)) {
    return admit(group, attempt, attempt.memberId, nowMs, initialDelayMs);
  }
  return [refuseJoin(ticket, errorCode.unknownMemberId, attempt.memberId)];
}

function admit(
  group: Group,
  attempt: JoinAttempt,
  memberId: string,
  nowMs: number,
  initialDelayMs: number,
): Reply[] {
  if (group.members.size === 0) group.protocolType = attempt.protocolType;
  group.members.set(memberId, newMember(attempt, memberId, nowMs));
  const replies = group.phase === 'PreparingRebalance' ? [] : prepareRebalance(group, nowMs, initialDelayMs);
  // A newcomer may bring more time for the rebalance than the members before it.
  group.phaseEndsMs = Math.max(group.phaseEndsMs, nowMs + attempt.rebalanceTimeoutMs);
  return [...replies, ...completeJoinIfDue(group, nowMs)];
}

function rejoin(
  group: Group,
  member: Member,
  attempt: JoinAttempt,
  nowMs: number,
  initialDelayMs: number,
): Reply[] {
  const isUnchanged = sameProtocols(member.protocols, attempt.protocols);
  const isLeader = member.memberId === group.leaderId;
  const isReplyLost = group.phase === 'CompletingRebalance' || (group.phase === 'Stable' && !isLeader);
  member.expiresMs = nowMs + attempt.sessionTimeoutMs;
  if (isUnchanged && isReplyLost) return [joined(group, member, attempt.ticket)];
  const earlier =
    member.joining === null
      ? []
      : [refuseJoin(member.joining, errorCode.rebalanceInProgress, member.memberId)];
  member.protocols = copyProtocols(attempt.protocols);
  member.sessionTimeoutMs = attempt.sessionTimeoutMs;
  member.rebalanceTimeoutMs = attempt.rebalanceTimeoutMs;
  const called = group.phase === 'PreparingRebalance' ? [] : prepareRebalance(group, nowMs, initialDelayMs);
  member.joining = attempt.ticket;
  return [...earlier, ...called, ...completeJoinIfDue(group, nowMs)];
}

function newMember(attempt: JoinAttempt, memberId: string, nowMs: number): Member {
  return {
    memberId,
    instanceId: attempt.instanceId,
    clientId: attempt.clientId,
    clientHost: attempt.clientHost,
    sessionTimeoutMs: attempt.sessionTimeoutMs,
    rebalanceTimeoutMs: attempt.rebalanceTimeoutMs,
    protocols: copyProtocols(attempt.protocols),
    assignment: noAssignment,
    expiresMs: nowMs + attempt.sessionTimeoutMs,
    joining: attempt.ticket,
    syncing: null,
  };
}

/**
 * A static member that comes back without its id takes the place of its former self, which is fenced. In a stable
 * group, when it asks for the same as before, it has the former one's share, and nobody else notices.
 */
function succeed(
  group: Group,
  former: Member,
  attempt: JoinAttempt,
  nowMs: number,
  initialDelayMs: number,
): Reply[] {
  const replies = dismiss(former, errorCode.fencedInstanceId);
  const { freshMemberId } = attempt;
  group.members.delete(former.memberId);
  if (group.phase !== 'Stable' || !sameProtocols(former.protocols, attempt.protocols)) {
    return [...replies, ...admit(group, attempt, freshMemberId, nowMs, initialDelayMs)];
  }
  const { leaderId } = group;
  const { assignment } = former;
  const member = { ...newMember(attempt, freshMemberId, nowMs), assignment, joining: null };
  group.members.set(freshMemberId, member);
  if (leaderId === former.memberId) group.leaderId = freshMemberId;
  // Under the leader's former id, so that it does not take this for a new generation to hand out.
  return [...replies, { ...joined(group, member, attempt.ticket), leaderId, members: [] }];
}

function isProtocolAccepted(group: Group, attempt: JoinAttempt): boolean {
  if (attempt.protocolType === '' || attempt.protocols.length === 0) return false;
  const others = [...group.members.values()].filter((member) => member.memberId !== attempt.memberId);
  if (others.length === 0) return true;
  const everybody = [attempt.protocols, ...others.map((member) => member.protocols)];
  return group.protocolType === attempt.protocolType && commonProtocols(everybody).length > 0;
}

function sameProtocols(a: readonly Protocol[], b: readonly Protocol[]): boolean {
  return (
    a.length === b.length &&
    a.every((protocol, i) => protocol.name === b[i].name && protocol.metadata.equals(b[i].metadata))
  );
}

function copyProtocols(protocols: readonly Protocol[]): readonly Protocol[] {
  return protocols.map(({ name, metadata }) => ({ name, metadata: Buffer.from(metadata) }));
}
