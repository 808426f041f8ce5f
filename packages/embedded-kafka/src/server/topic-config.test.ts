import { describe, expect, it } from 'vitest';
import { checkTopicSettings, logConfig, topicConfigs } from './topic-config.ts';

describe('topic settings', () => {
  it('take the values the product uses', () => {
    const settings = {
      'message.timestamp.type': 'LogAppendTime',
      'retention.ms': '-1',
      'retention.bytes': '134217728',
      'segment.bytes': '16777216',
    };
    expect(checkTopicSettings(settings)).toBeNull();
    expect(logConfig(settings)).toMatchObject({
      timestampType: 'LogAppendTime',
      retentionMs: -1,
      retentionBytes: 134_217_728,
      segmentBytes: 16_777_216,
    });
  });

  it('have defaults that pass their own checks', () => {
    const defaults = Object.fromEntries(topicConfigs.map(({ name, value }) => [name, value]));
    expect(checkTopicSettings(defaults)).toBeNull();
    expect(logConfig(defaults)).toEqual(logConfig({}));
  });

  it.each([
    [{ 'no.such': '1' }, 'unknown topic config no.such'],
    [JSON.parse('{"__proto__":"x"}'), 'unknown topic config __proto__'],
    [{ 'retention.ms': 'soon' }, 'not a whole number'],
    [{ 'retention.ms': '-2' }, 'below -1'],
    [{ 'segment.bytes': '4294967296' }, 'above'],
    [{ 'cleanup.policy': 'compact' }, 'takes delete here'],
    [{ 'message.timestamp.type': 'EventTime' }, 'CreateTime or LogAppendTime'],
  ])('refuse %j', (settings, reason) => {
    expect(checkTopicSettings(settings as Record<string, string>)).toContain(reason);
  });
});
