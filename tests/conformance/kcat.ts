import { spawn, spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { leftOutWithout } from '../harness/outside-tool.ts';
import { type BrokerUnderTest, uniqueName } from './broker-under-test.ts';

export const isKcatMissing = leftOutWithout('kcat', spawnSync('kcat', ['-V']).status === 0);

export function kcatMeets(broker: BrokerUnderTest): void {
  const topic = uniqueName('kcat');
  const lines = Array.from({ length: 1000 }, (_, i) => `driver-${i % 7}|line ${i}`);
  function kcat(args: readonly string[], input = ''): Promise<{ out: string; code: number | null }> {
    return new Promise((resolve, reject) => {
      const child = spawn('kcat', ['-b', broker.address, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
      let out = '';
      child.stdout.on('data', (chunk) => {
        out += chunk;
      });
      child.on('error', reject);
      child.on('close', (code) => resolve({ out, code }));
      child.stdin.end(input);
    });
  }

  it('produces with keys, idempotently, in each compression it has', async () => {
    const quarter = lines.length / 4;
    const codecs = ['none', 'gzip', 'snappy', 'lz4'];
    for (const [i, codec] of codecs.entries()) {
      const input = `${lines.slice(i * quarter, (i + 1) * quarter).join('\n')}\n`;
      const settings = ['-X', 'enable.idempotence=true', '-z', codec];
      const { code } = await kcat(['-P', '-t', topic, '-K', '|', ...settings], input);
      expect({ codec, code }).toEqual({ codec, code: 0 });
    }
  });

  it('lists the broker and the topic', async () => {
    const { out } = await kcat(['-L', '-t', topic]);
    expect(out).toContain(`at ${broker.address}`);
    expect(out).toContain(`topic "${topic}" with 1 partitions`);
  });

  it('consumes all in order, with the keys, and stops at the end', async () => {
    const { out, code } = await kcat(['-C', '-t', topic, '-o', 'beginning', '-e', '-q', '-f', '%o %k|%s\n']);
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toEqual(lines.map((line, i) => `${i} ${line}`));
  });

  it('consumes in a group from where the group stands', async () => {
    const group = ['-q', '-e', '-X', 'auto.offset.reset=earliest', '-G', uniqueName('kcat-group'), topic];
    const first = await kcat(group);
    expect(first.out.trimEnd().split('\n')).toHaveLength(lines.length);
    expect((await kcat(['-P', '-t', topic], 'one more\n')).code).toBe(0);
    const second = await kcat(group);
    expect(second.out).toBe('one more\n');
  });

  it('finds offsets by time', async () => {
    const { out } = await kcat(['-Q', '-t', `${topic}:0:1000`]);
    expect(out).toContain('[0] offset 0');
  });
}
