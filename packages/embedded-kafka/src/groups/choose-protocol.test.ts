import { describe, expect, it } from 'vitest';
import { chooseProtocol, commonProtocols } from './choose-protocol.ts';

const speaks = (...names: string[]) => names.map((name) => ({ name, metadata: Buffer.alloc(0) }));

describe('the protocol of a group', () => {
  it('is one that everybody speaks', () => {
    const members = [speaks('a', 'b', 'c'), speaks('c', 'b'), speaks('b', 'c', 'd')];
    expect(commonProtocols(members)).toEqual(['b', 'c']);
    expect(['b', 'c']).toContain(chooseProtocol(members));
  });

  it('is the one most members like best among those', () => {
    expect(chooseProtocol([speaks('a', 'b'), speaks('b', 'a'), speaks('x', 'b', 'a')])).toBe('b');
  });

  it('is the first on a tie', () => {
    expect(chooseProtocol([speaks('a', 'b'), speaks('b', 'a')])).toBe('a');
  });
});
