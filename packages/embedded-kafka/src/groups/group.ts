import type { ErrorCode } from '../protocol/error-code.ts';

/** Names a request that waits for the group; whoever asked gets the reply that carries it. */
export type Ticket = number;

export interface Protocol {
  readonly name: string;
  readonly metadata: Buffer;
}

/** Who speaks: the id the group gave, and the name of its own that a static member has. */
export interface MemberName {
  readonly memberId: string;
  readonly instanceId: string | null;
}

export interface Member extends MemberName {
  readonly clientId: string;
  readonly clientHost: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  protocols: readonly Protocol[];
  assignment: Buffer;
  /** Gone when nothing is heard until then; not judged while a ticket waits. */
  expiresMs: number;
  joining: Ticket | null;
  syncing: Ticket | null;
}

/**
 * A consumer group in the states of Kafka's classic group protocol. Changed in place by the functions beside this
 * file, which take the time as an argument and return the replies that became due.
 */
export interface Group {
  readonly groupId: string;
  phase: 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable';
  generationId: number;
  protocolType: string;
  protocolName: string;
  leaderId: string;
  readonly members: Map<string, Member>;
  /** Member ids given out and not yet used to join, with the time they lapse. */
  readonly promised: Map<string, number>;
  /** While preparing: members are waited for at most until then. While completing: their assignments are. */
  phaseEndsMs: number;
  /** While preparing: the first rebalance waits at least until then, for others to come. */
  heldUntilMs: number;
}

export interface JoinedMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly metadata: Buffer;
}

export type Reply =
  | {
      readonly kind: 'join';
      readonly ticket: Ticket;
      readonly errorCode: ErrorCode;
      readonly generationId: number;
      readonly protocolName: string;
      readonly leaderId: string;
      readonly memberId: string;
      readonly members: readonly JoinedMember[];
    }
  | {
      readonly kind: 'sync';
      readonly ticket: Ticket;
      readonly errorCode: ErrorCode;
      readonly assignment: Buffer;
    };

export function newGroup(groupId: string): Group {
  return {
    groupId,
    phase: 'Empty',
    generationId: 0,
    protocolType: '',
    protocolName: '',
    leaderId: '',
    members: new Map(),
    promised: new Map(),
    phaseEndsMs: Number.POSITIVE_INFINITY,
    heldUntilMs: 0,
  };
}

export const noAssignment: Buffer = Buffer.alloc(0);

export function refuseJoin(ticket: Ticket, errorCode: ErrorCode, memberId: string): Reply {
  return {
    kind: 'join',
    ticket,
    errorCode,
    generationId: -1,
    protocolName: '',
    leaderId: '',
    memberId,
    members: [],
  };
}

export function answerSync(ticket: Ticket, errorCode: ErrorCode, assignment = noAssignment): Reply {
  return { kind: 'sync', ticket, errorCode, assignment };
}

/** The metadata a member gave for the protocol in use. */
export function metadataOf(group: Group, member: Member): Buffer {
  return member.protocols.find((protocol) => protocol.name === group.protocolName)?.metadata ?? noAssignment;
}

/** The member that goes by a static name. */
export function findInstance(group: Group, instanceId: string): Member | undefined {
  return [...group.members.values()].find((member) => member.instanceId === instanceId);
}

/** Whether another one has taken the static name that this member goes by. */
export function isFenced(group: Group, who: MemberName): boolean {
  const holder = who.instanceId === null ? undefined : findInstance(group, who.instanceId);
  return holder !== undefined && holder.memberId !== who.memberId;
}

/** Ends what a member waits for. */
export function dismiss(member: Member, code: ErrorCode): Reply[] {
  const replies: Reply[] = [];
  if (member.joining !== null) replies.push(refuseJoin(member.joining, code, member.memberId));
  if (member.syncing !== null) replies.push(answerSync(member.syncing, code));
  return replies;
}
