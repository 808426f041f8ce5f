/**
 * A member of the group that was not heard of for so long loses its partitions, ms. The least that Kafka allows: after
 * kill -9 they wait so long for another member.
 */
export const sessionTimeoutMs = 6_000;
