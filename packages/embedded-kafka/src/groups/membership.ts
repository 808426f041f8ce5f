import { type ErrorCode, errorCode } from '../protocol/error-code.ts';
import { commonProtocols } from './choose-protocol.ts';
import {
  answerSync,
  type Group,
  type Member,
  noAssignment,
  type Protocol,
  type Reply,
  refuseJoin,
  type Ticket,
} from './group.ts';
import { completeJoinIfDue, joined, prepareRebalance, removeMember } from './rebalance.ts';

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
    const replies = instanceId === null ? [] : replaceInstance(group, instanceId);
    if (attempt.mustKnowItsId && instanceId === null) {
      group.promised.set(attempt.freshMemberId, nowMs + attempt.sessionTimeoutMs);
      return [refuseJoin(ticket, errorCode.memberIdRequired, attempt.freshMemberId)];
    }
    return [...replies, ...admit(group, attempt, attempt.freshMemberId, nowMs, initialDelayMs)];
  }
  const member = group.members.get(attempt.memberId);
  if (member) return rejoin(group, member, attempt, nowMs, initialDelayMs);
  if (group.promised.delete(attempt.memberId)) {
    return admit(group, attempt, attempt.memberId, nowMs, initialDelayMs);
  }
  return [refuseJoin(ticket, errorCode.unknownMemberId, attempt.memberId)];
}

/** A member asks for its assignment; the leader brings everybody's. */
export function sync(
  group: Group,
  request: {
    readonly ticket: Ticket;
    readonly memberId: string;
    readonly generationId: number;
    readonly assignments: readonly { readonly memberId: string; readonly assignment: Buffer }[];
  },
  nowMs: number,
): Reply[] {
  const { ticket } = request;
  const member = group.members.get(request.memberId);
  const refusal = checkMember(group, request.memberId, request.generationId);
  if (member === undefined || refusal !== errorCode.none) return [answerSync(ticket, refusal)];
  if (group.phase === 'PreparingRebalance') return [answerSync(ticket, errorCode.rebalanceInProgress)];
  member.expiresMs = nowMs + member.sessionTimeoutMs;
  if (group.phase === 'Stable') return [answerSync(ticket, errorCode.none, member.assignment)];
  const replies = member.syncing === null ? [] : [answerSync(member.syncing, errorCode.rebalanceInProgress)];
  member.syncing = ticket;
  if (member.memberId !== group.leaderId) return replies;
  for (const { memberId, assignment } of request.assignments) {
    const assigned = group.members.get(memberId);
    // A copy: the request's buffer would be held as long as the generation lasts.
    if (assigned) assigned.assignment = Buffer.from(assignment);
  }
  return [...replies, ...becomeStable(group, nowMs)];
}

export function heartbeat(group: Group, memberId: string, generationId: number, nowMs: number): ErrorCode {
  const refusal = checkMember(group, memberId, generationId);
  const member = group.members.get(memberId);
  if (refusal !== errorCode.none || member === undefined) return refusal;
  member.expiresMs = nowMs + member.sessionTimeoutMs;
  return group.phase === 'PreparingRebalance' ? errorCode.rebalanceInProgress : errorCode.none;
}

export function leave(
  group: Group,
  who: { readonly memberId: string; readonly instanceId: string | null },
  nowMs: number,
): { readonly errorCode: ErrorCode; readonly replies: Reply[] } {
  const member =
    who.memberId === '' && who.instanceId !== null
      ? findInstance(group, who.instanceId)
      : group.members.get(who.memberId);
  if (member === undefined) {
    const wasPromised = group.promised.delete(who.memberId);
    return {
      errorCode: wasPromised ? errorCode.none : errorCode.unknownMemberId,
      replies: wasPromised ? completeJoinIfDue(group, nowMs) : [],
    };
  }
  const waiting = dismiss(member, errorCode.unknownMemberId);
  return { errorCode: errorCode.none, replies: [...waiting, ...removeMember(group, member, nowMs)] };
}

/** Removes who has not been heard of in time, and ends phases whose time is over. */
export function expire(group: Group, nowMs: number): Reply[] {
  const replies: Reply[] = [];
  for (const [memberId, lapsesMs] of group.promised) {
    if (lapsesMs <= nowMs) group.promised.delete(memberId);
  }
  for (const member of [...group.members.values()]) {
    if (isExpired(group, member, nowMs)) replies.push(...removeMember(group, member, nowMs));
  }
  return [...replies, ...completeJoinIfDue(group, nowMs)];
}

/** When `expire` has something to do at the earliest; infinite when nothing is awaited. */
export function nextDeadlineMs(group: Group): number {
  const deadlines = [...group.promised.values()];
  for (const member of group.members.values()) {
    if (!isAwaited(member)) deadlines.push(member.expiresMs);
  }
  if (group.phase === 'CompletingRebalance') deadlines.push(group.phaseEndsMs);
  if (group.phase === 'PreparingRebalance') {
    const areAllHere = group.promised.size === 0 && [...group.members.values()].every(isAwaited);
    deadlines.push(areAllHere ? group.heldUntilMs : group.phaseEndsMs);
  }
  return Math.min(Number.POSITIVE_INFINITY, ...deadlines);
}

/** Whether a member may commit offsets; one outside of any generation may while the group is empty. */
export function checkCommit(group: Group | undefined, memberId: string, generationId: number): ErrorCode {
  const hasMembers = group !== undefined && group.phase !== 'Empty';
  if (!hasMembers && generationId < 0) return errorCode.none;
  if (group === undefined) return errorCode.illegalGeneration;
  const refusal = checkMember(group, memberId, generationId);
  if (refusal !== errorCode.none) return refusal;
  return group.phase === 'CompletingRebalance' ? errorCode.rebalanceInProgress : errorCode.none;
}

function admit(
  group: Group,
  attempt: JoinAttempt,
  memberId: string,
  nowMs: number,
  initialDelayMs: number,
): Reply[] {
  if (group.members.size === 0) group.protocolType = attempt.protocolType;
  group.members.set(memberId, {
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
  });
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

/** A static member that comes back without its id takes the place of its former self, which is fenced. */
function replaceInstance(group: Group, instanceId: string): Reply[] {
  const former = findInstance(group, instanceId);
  if (former === undefined) return [];
  group.members.delete(former.memberId);
  return dismiss(former, errorCode.fencedInstanceId);
}

function findInstance(group: Group, instanceId: string): Member | undefined {
  return [...group.members.values()].find((member) => member.instanceId === instanceId);
}

function dismiss(member: Member, code: ErrorCode): Reply[] {
  const replies: Reply[] = [];
  if (member.joining !== null) replies.push(refuseJoin(member.joining, code, member.memberId));
  if (member.syncing !== null) replies.push(answerSync(member.syncing, code));
  return replies;
}

function becomeStable(group: Group, nowMs: number): Reply[] {
  group.phase = 'Stable';
  group.phaseEndsMs = Number.POSITIVE_INFINITY;
  const replies: Reply[] = [];
  for (const member of group.members.values()) {
    if (member.syncing === null) continue;
    replies.push(answerSync(member.syncing, errorCode.none, member.assignment));
    member.syncing = null;
    member.expiresMs = nowMs + member.sessionTimeoutMs;
  }
  return replies;
}

function isAwaited(member: Member): boolean {
  return member.joining !== null || member.syncing !== null;
}

function isExpired(group: Group, member: Member, nowMs: number): boolean {
  if (isAwaited(member)) return false;
  if (member.expiresMs <= nowMs) return true;
  return group.phase === 'CompletingRebalance' && group.phaseEndsMs <= nowMs;
}

function checkMember(group: Group, memberId: string, generationId: number): ErrorCode {
  if (!group.members.has(memberId)) return errorCode.unknownMemberId;
  return generationId === group.generationId ? errorCode.none : errorCode.illegalGeneration;
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
