import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeGroups, findCoordinator } from '../../packages/embedded-kafka/src/protocol/group-admin.ts';
import {
  heartbeat,
  joinGroup,
  leaveGroup,
  syncGroup,
} from '../../packages/embedded-kafka/src/protocol/group-membership.ts';
import { offsetCommit, offsetFetch } from '../../packages/embedded-kafka/src/protocol/group-offsets.ts';
import { latestTimestamp, listOffsets } from '../../packages/embedded-kafka/src/protocol/list-offsets.ts';
import { createTopics } from '../../packages/embedded-kafka/src/protocol/topic-admin.ts';
import {
  connectClient,
  type ProtocolClient,
} from '../../packages/embedded-kafka/src/server/protocol-client.ts';
import { until } from '../harness/until.ts';
import { type BrokerUnderTest, uniqueName } from './broker-under-test.ts';

const protocols = [{ name: 'range', metadata: Buffer.from([0, 0]) }];
const generationOver = 22;
const memberUnknown = 25;
const rebalancing = 27;
const idNeeded = 79;
const fenced = 82;

/** A member of a group made of single requests, so that each answer can be looked at. */
interface Member {
  id: string;
  generation: number;
  share: string;
  join(): Promise<{ readonly errorCode: number; readonly leaderId: string }>;
  sync(assignments?: readonly { memberId: string; assignment: Buffer }[]): Promise<number>;
  beat(): Promise<number>;
  commit(offset: bigint, generation?: number): Promise<number>;
  leave(): Promise<number>;
}

interface MemberOptions {
  readonly instanceId: string | null;
  readonly sessionMs: number;
}

/** What members of a group are answered while it changes under them. Each step is on its own. */
export function groupsOnTheWireOf(broker: BrokerUnderTest): void {
  const topic = uniqueName('wire-groups');
  const clients: ProtocolClient[] = [];
  let observer: ProtocolClient;

  const connect = async () => {
    const made = await connectClient(broker.host, broker.port);
    clients.push(made);
    return made;
  };

  beforeAll(async () => {
    observer = await connect();
    const topics = [{ name: topic, partitionCount: 1, replicationFactor: 1, assignments: [], configs: [] }];
    await observer.request(createTopics, 2, { topics, timeoutMs: 10_000, validateOnly: false });
    await until('the topic', async () => {
      const partitions = [{ index: 0, currentLeaderEpoch: -1, timestampMs: latestTimestamp }];
      const asked = { replicaId: -1, isolationLevel: 0, topics: [{ name: topic, partitions }] };
      return (await observer.request(listOffsets, 5, asked)).topics[0].partitions[0].errorCode === 0;
    });
    await until('a coordinator', async () => {
      const asked = { groupId: topic, topics: [] };
      await observer.request(findCoordinator, 2, { key: topic, keyType: 0 });
      return (await observer.request(offsetFetch, 5, asked)).errorCode === 0;
    });
  });
  afterAll(() => {
    for (const client of clients) client.close();
  });

  async function member(
    groupId: string,
    { instanceId = null, sessionMs = 60_000 }: Partial<MemberOptions> = {},
  ): Promise<Member> {
    const client = await connect();
    const who = () => ({ groupId, memberId: self.id, groupInstanceId: instanceId });
    const self: Member = {
      id: '',
      generation: -1,
      share: '',
      async join() {
        const asked = {
          sessionTimeoutMs: sessionMs,
          rebalanceTimeoutMs: sessionMs,
          protocolType: 'consumer',
          protocols,
        };
        let joined = await client.request(joinGroup, 5, { ...who(), ...asked });
        if (joined.errorCode === idNeeded) {
          self.id = joined.memberId;
          joined = await client.request(joinGroup, 5, { ...who(), ...asked });
        }
        if (joined.errorCode === 0)
          Object.assign(self, { id: joined.memberId, generation: joined.generationId });
        return joined;
      },
      async sync(assignments = []) {
        const asked = { ...who(), generationId: self.generation, assignments };
        const { errorCode, assignment } = await client.request(syncGroup, 3, asked);
        self.share = String(assignment);
        return errorCode;
      },
      async beat() {
        return (await client.request(heartbeat, 3, { ...who(), generationId: self.generation })).errorCode;
      },
      async commit(offset, generation = self.generation) {
        const partitions = [{ index: 0, offset, leaderEpoch: -1, metadata: null }];
        const asked = { ...who(), generationId: generation, retentionTimeMs: -1n };
        const response = await client.request(offsetCommit, 7, {
          ...asked,
          topics: [{ name: topic, partitions }],
        });
        return response.topics[0].partitions[0].errorCode;
      },
      async leave() {
        const members = [{ memberId: self.id, groupInstanceId: instanceId }];
        const response = await client.request(leaveGroup, 3, { groupId, memberId: '', members });
        return response.members[0].errorCode;
      },
    };
    return self;
  }

  async function stateOf(groupId: string): Promise<string> {
    const asked = { groups: [groupId], includeAuthorizedOperations: false };
    return (await observer.request(describeGroups, 4, asked)).groups[0].state;
  }

  async function committed(groupId: string): Promise<bigint> {
    const asked = { groupId, topics: [{ name: topic, partitions: [0] }] };
    return (await observer.request(offsetFetch, 5, asked)).topics[0].partitions[0].offset;
  }

  const share = (members: readonly Member[]) =>
    members.map(({ id }) => ({ memberId: id, assignment: Buffer.from(id) }));

  it('takes a commit until the next generation begins, and refuses it from then on', async () => {
    const groupId = uniqueName('generations');
    expect(await stateOf(groupId)).toBe('Dead');
    const [first, second] = [await member(groupId), await member(groupId)];
    await first.join();
    expect(await stateOf(groupId)).toBe('CompletingRebalance');
    expect(await first.sync(share([first]))).toBe(0);
    expect(await stateOf(groupId)).toBe('Stable');
    const { generation } = first;
    expect(await first.commit(1n)).toBe(0);

    const joining = second.join();
    await until('the group is called together', async () => (await first.beat()) === rebalancing);
    expect(await stateOf(groupId)).toBe('PreparingRebalance');
    expect(await first.commit(2n)).toBe(0);
    const [{ leaderId }] = await Promise.all([first.join(), joining]);
    expect(first.generation).toBe(generation + 1);
    expect(second.generation).toBe(generation + 1);
    expect(leaderId).toBe(first.id);
    expect(await first.commit(3n, generation)).toBe(generationOver);
    expect(await first.commit(3n)).toBe(rebalancing);

    const following = second.sync();
    expect(await first.sync(share([first, second]))).toBe(0);
    expect(await following).toBe(0);
    expect(await first.commit(4n, generation)).toBe(generationOver);
    expect(await committed(groupId)).toBe(2n);
    expect(await second.commit(5n)).toBe(0);
    expect(await committed(groupId)).toBe(5n);
    expect(await second.leave()).toBe(0);
    expect(await second.commit(6n)).toBe(memberUnknown);
    expect(await first.beat()).toBe(rebalancing);
    expect(await first.leave()).toBe(0);
    expect(await stateOf(groupId)).toBe('Empty');
    expect(await committed(groupId)).toBe(5n);
  });

  it('goes on without a member whose session is over, and refuses what it then says', async () => {
    const groupId = uniqueName('silent');
    const sessionMs = 6_000;
    const [silent, other] = [await member(groupId, { sessionMs }), await member(groupId, { sessionMs })];
    await silent.join();
    expect(await silent.sync(share([silent]))).toBe(0);
    // The silent one has joined and is not heard of again: the other one is let in when its time is over.
    await other.join();
    expect(other.generation).toBe(silent.generation + 1);
    expect(await other.sync(share([other]))).toBe(0);
    expect(await silent.beat()).toBe(memberUnknown);
    expect(await silent.commit(9n)).toBe(memberUnknown);
    expect(await committed(groupId)).toBe(-1n);
    expect(await silent.leave()).toBe(memberUnknown);
    expect(await other.beat()).toBe(0);
    expect((await silent.join()).errorCode).toBe(memberUnknown);
  });

  it('gives a static member that comes back its share without a new generation, and fences its former self', async () => {
    const groupId = uniqueName('static');
    const former = await member(groupId, { instanceId: 'car-7' });
    await former.join();
    expect(await former.sync(share([former]))).toBe(0);
    const latter = await member(groupId, { instanceId: 'car-7' });
    await latter.join();
    expect(latter.id).not.toBe(former.id);
    expect(await latter.sync()).toBe(0);
    expect({ generation: latter.generation, share: latter.share }).toEqual({
      generation: former.generation,
      share: former.share,
    });
    expect(await latter.beat()).toBe(0);
    expect(await former.beat()).toBe(fenced);
    expect(await former.commit(1n)).toBe(fenced);
    expect((await former.join()).errorCode).toBe(fenced);
    expect(await former.sync(share([former]))).toBe(fenced);
    expect(await former.leave()).toBe(fenced);
    expect(await latter.commit(2n)).toBe(0);
    expect(await latter.leave()).toBe(0);
    expect(await committed(groupId)).toBe(2n);
  });
}
