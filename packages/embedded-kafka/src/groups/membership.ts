import { type ErrorCode, errorCode } from '../protocol/error-code.ts';
import {
  answerSync,
  dismiss,
  findInstance,
  type Group,
  isFenced,
  type Member,
  type MemberName,
  type Reply,
  type Ticket,
} from './group.ts';
import { completeJoinIfDue, removeMember } from './rebalance.ts';

/** A member asks for its assignment; the leader brings everybody's. */
export function sync(
  group: Group,
  request: MemberName & {
    readonly ticket: Ticket;
    readonly generationId: number;
    readonly assignments: readonly { readonly memberId: string; readonly assignment: Buffer }[];
  },
  nowMs: number,
): Reply[] {
  const { ticket } = request;
  const member = group.members.get(request.memberId);
  const refusal = checkMember(group, request, request.generationId);
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

export function heartbeat(group: Group, who: MemberName, generationId: number, nowMs: number): ErrorCode {
  const refusal = checkMember(group, who, generationId);
  const member = group.members.get(who.memberId);
  if (refusal !== errorCode.none || member === undefined) return refusal;
  member.expiresMs = nowMs + member.sessionTimeoutMs;
  return group.phase === 'PreparingRebalance' ? errorCode.rebalanceInProgress : errorCode.none;
}

export function leave(
  group: Group,
  who: MemberName,
  nowMs: number,
): { readonly errorCode: ErrorCode; readonly replies: Reply[] } {
  if (who.memberId !== '' && isFenced(group, who))
    return { errorCode: errorCode.fencedInstanceId, replies: [] };
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
export function checkCommit(group: Group | undefined, who: MemberName, generationId: number): ErrorCode {
  const hasMembers = group !== undefined && group.phase !== 'Empty';
  if (!hasMembers && generationId < 0) return errorCode.none;
  if (group === undefined) return errorCode.illegalGeneration;
  const refusal = checkMember(group, who, generationId);
  if (refusal !== errorCode.none) return refusal;
  return group.phase === 'CompletingRebalance' ? errorCode.rebalanceInProgress : errorCode.none;
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

function checkMember(group: Group, who: MemberName, generationId: number): ErrorCode {
  if (isFenced(group, who)) return errorCode.fencedInstanceId;
  if (!group.members.has(who.memberId)) return errorCode.unknownMemberId;
  return generationId === group.generationId ? errorCode.none : errorCode.illegalGeneration;
}
