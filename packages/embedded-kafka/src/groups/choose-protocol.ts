import type { Protocol } from './group.ts';

/** The names every one of the members can speak, in the order of the first member's preference. */
export function commonProtocols(members: readonly (readonly Protocol[])[]): readonly string[] {
  const [first = [], ...others] = members;
  return first
    .map((protocol) => protocol.name)
    .filter((name) => others.every((protocols) => protocols.some((other) => other.name === name)));
}

/** Each member votes for the first common protocol on its list; the most votes win, on a tie the first named. */
export function chooseProtocol(members: readonly (readonly Protocol[])[]): string {
  const common = commonProtocols(members);
  const votes = new Map(common.map((name) => [name, 0]));
  for (const protocols of members) {
    const vote = protocols.find((protocol) => votes.has(protocol.name));
    if (vote) votes.set(vote.name, (votes.get(vote.name) ?? 0) + 1);
  }
  return [...votes].reduce((best, next) => (next[1] > best[1] ? next : best), ['', -1])[0];
}
