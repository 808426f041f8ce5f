import { expect } from 'vitest';
import { type KafkaTool, kafkaTool, type ToolOutcome } from '../apache-kafka/kafka-tool.ts';
import type { BrokerUnderTest } from './broker-under-test.ts';

export interface ToolsOfBroker {
  ask(tool: KafkaTool, args: readonly string[], input?: string): Promise<ToolOutcome>;
  /** The lines a tool prints when all goes well. */
  say(tool: KafkaTool, args: readonly string[], input?: string): Promise<readonly string[]>;
}

/** Kafka's tools, pointed at the broker. */
export function askTools(broker: BrokerUnderTest): ToolsOfBroker {
  const ask = (tool: KafkaTool, args: readonly string[], input = '') =>
    kafkaTool(tool, [...args, '--bootstrap-server', broker.address], input);
  return {
    ask,
    async say(tool, args, input) {
      const { code, out, errors } = await ask(tool, args, input);
      expect({ tool, code, errors: code === 0 ? '' : out + errors }).toEqual({ tool, code: 0, errors: '' });
      return out.trim().split('\n');
    },
  };
}

/** The rows below the heading that begins with `firstColumn`, by column name. No cell may be empty or hold a space. */
export function tableBelow(
  lines: readonly string[],
  firstColumn: string,
): readonly Readonly<Record<string, string>>[] {
  const start = lines.findIndex((line) => line.startsWith(firstColumn));
  if (start === -1) throw new Error(`no table that begins with ${firstColumn} in:\n${lines.join('\n')}`);
  const columns = lines[start].trim().split(/\s+/);
  const rows = lines.slice(start + 1).filter((line) => line.trim() !== '');
  return rows.map((line) => {
    const cells = line.trim().split(/\s+/);
    return Object.fromEntries(columns.map((column, i) => [column, cells[i]]));
  });
}
