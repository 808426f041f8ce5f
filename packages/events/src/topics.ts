/** How a topic is made. Retention by size only: a laptop closed overnight must not lose what was not counted. */
export interface TopicDefinition {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

const config = {
  // The broker's clock stamps each record, so every decision about lateness can be replayed from the log.
  'message.timestamp.type': 'LogAppendTime',
  'retention.ms': '-1',
  'retention.bytes': String(128 * 1024 * 1024),
  'segment.bytes': String(16 * 1024 * 1024),
} as const;

/** LocationUpdated, TripStarted and TripCompleted; the record key is the driverId. */
export const rideEventsTopic: TopicDefinition = { name: 'ride-events', partitions: 6, config };

/** Simulation only: the true odometer of each driver at each of its fixes; the record key is the driverId. */
export const driverOdometerTopic: TopicDefinition = { name: 'driver-odometer', partitions: 6, config };
