import { expect, test } from 'vitest';
import { driverOdometerTopic, rideEventsTopic } from './topics.ts';

test.each([rideEventsTopic, driverOdometerTopic])(
  'W1 the broker stamps the records of $name, and time alone deletes none',
  ({ config, partitions }) => {
    expect(partitions).toBe(6);
    expect(config['message.timestamp.type']).toBe('LogAppendTime');
    expect(config['retention.ms']).toBe('-1');
    expect(Number(config['retention.bytes'])).toBeGreaterThanOrEqual(4 * Number(config['segment.bytes']));
  },
);
