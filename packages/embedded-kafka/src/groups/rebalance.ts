import { errorCode } from '../protocol/error-code.ts';
import { chooseProtocol } from './choose-protocol.ts';
import { answerSync, type Group, type Member, metadataOf, noAssignment, type Reply } from './group.ts';

/** Calls every member to join again. Those who wait for an assignment are told so. */
export function prepareRebalance(group: Group, nowMs: number, initialDelayMs: number): Reply[] {
  const replies: Reply[] = [];
  for (const member of group.members.values()) {
    if (member.syncing !== null) replies.push(answerSync(member.syncing, errorCode.rebalanceInProgress));
    member.syncing = null;
    member.assignment = noAssignment;
  }
  group.heldUntilMs = group.phase === 'Empty' ? nowMs + initialDelayMs : nowMs;
  group.phaseEndsMs = Math.max(group.heldUntilMs, nowMs + longestRebalanceMs(group));
  group.phase = 'PreparingRebalance';
  return replies;
}

/** Begins the next generation when all members have joined, or the time to do so is over. */
export function completeJoinIfDue(group: Group, nowMs: number): Reply[] {
  if (group.phase !== 'PreparingRebalance' || nowMs < group.heldUntilMs) return [];
  const members = [...group.members.values()];
  const areAllHere = group.promised.size === 0 && members.every((member) => member.joining !== null);
  if (!areAllHere && nowMs < group.phaseEndsMs) return [];
  for (const member of members) {
    if (member.joining === null) group.members.delete(member.memberId);
  }
  return beginGeneration(group, nowMs);
}

/** Takes a member out; the rest of the group is called to join again. */
export function removeMember(group: Group, member: Member, nowMs: number): Reply[] {
  group.members.delete(member.memberId);
  if (group.phase === 'Empty') return [];
  const replies = group.phase === 'PreparingRebalance' ? [] : prepareRebalance(group, nowMs, 0);
  return [...replies, ...completeJoinIfDue(group, nowMs)];
}

/** What a member that has joined the present generation is told; only the leader is given the others. */
export function joined(group: Group, member: Member, ticket: number): Extract<Reply, { kind: 'join' }> {
  const isLeader = member.memberId === group.leaderId;
  return {
    kind: 'join',
    ticket,
    errorCode: errorCode.none,
    generationId: group.generationId,
    protocolName: group.protocolName,
    leaderId: group.leaderId,
    memberId: member.memberId,
    members: isLeader ? [...group.members.values()].map((each) => describe(group, each)) : [],
  };
}

function beginGeneration(group: Group, nowMs: number): Reply[] {
  group.generationId++;
  const members = [...group.members.values()];
  if (members.length === 0) {
    Object.assign(group, {
      phase: 'Empty',
      protocolName: '',
      leaderId: '',
      phaseEndsMs: Number.POSITIVE_INFINITY,
    });
    return [];
  }
  group.protocolName = chooseProtocol(members.map((member) => member.protocols));
  if (!group.members.has(group.leaderId)) group.leaderId = members[0].memberId;
  group.phase = 'CompletingRebalance';
  group.phaseEndsMs = nowMs + longestRebalanceMs(group);
  return members.map((member) => {
    const reply = joined(group, member, member.joining as number);
    member.joining = null;
    member.expiresMs = nowMs + member.sessionTimeoutMs;
    return reply;
  });
}

function describe(group: Group, member: Member) {
  return {
    memberId: member.memberId,
    groupInstanceId: member.instanceId,
    metadata: metadataOf(group, member),
  };
}

function longestRebalanceMs(group: Group): number {
  return Math.max(0, ...[...group.members.values()].map((member) => member.rebalanceTimeoutMs));
}
