import { describe, expect, it } from 'vitest';
import { expiredSegments } from './retention.ts';

const segment = (sizeBytes: number, maxTimestampMs: number) => ({ sizeBytes, maxTimestampMs });
const keepAll = { retentionMs: -1, retentionBytes: -1 };

describe('retention', () => {
  const segments = [segment(100, 10), segment(100, 20), segment(100, 30), segment(50, 40)];

  it('keeps everything when nothing limits it', () => {
    expect(expiredSegments(segments, keepAll, 1e15)).toBe(0);
  });

  it('removes segments whose newest record is too old, from the front only', () => {
    const byAge = { ...keepAll, retentionMs: 100 };
    expect(expiredSegments(segments, byAge, 110)).toBe(0);
    expect(expiredSegments(segments, byAge, 111)).toBe(1);
    expect(expiredSegments(segments, byAge, 130)).toBe(2);
    expect(expiredSegments([segment(1, 90), segment(1, 10)], byAge, 150)).toBe(0);
  });

  it('B3 lets the last segment go by age too, but keeps an empty one', () => {
    const byAge = { ...keepAll, retentionMs: 100 };
    expect(expiredSegments(segments, byAge, 1000)).toBe(4);
    expect(expiredSegments([...segments, segment(0, -1)], byAge, 1000)).toBe(4);
    expect(expiredSegments([segment(0, -1)], byAge, 1000)).toBe(0);
  });

  it('removes whole segments while the rest still holds the size asked for', () => {
    const bySize = (retentionBytes: number) => expiredSegments(segments, { ...keepAll, retentionBytes }, 50);
    expect(bySize(350)).toBe(0);
    expect(bySize(251)).toBe(0);
    expect(bySize(250)).toBe(1);
    expect(bySize(60)).toBe(2);
    expect(bySize(50)).toBe(3);
  });
});
