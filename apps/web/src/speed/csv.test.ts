import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { csvForm, csvOf } from './csv.ts';

const row = z.object({ id: z.string(), kmh: z.number().nullable(), partial: z.boolean() });
type Answer = { readonly startMs: number | null; readonly rows: readonly z.infer<typeof row>[] };
const form = csvForm<Answer>('drivers', 'rows', row, ['startMs'], () => null);
const table = (...rows: z.infer<typeof row>[]) => csvOf(form, { startMs: 5, rows });

test('a table has a header, a line for each row, and nothing where there is no value', () => {
  expect(table({ id: 'a', kmh: -1.5, partial: true }, { id: 'b', kmh: null, partial: false })).toBe(
    'startMs,id,kmh,partial\r\n5,a,-1.5,true\r\n5,b,,false\r\n',
  );
  expect(table()).toBe('startMs,id,kmh,partial\r\n');
});

test('D2 text that a spreadsheet would take for a formula is none', () => {
  const ids = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '=HYPERLINK("http://evil")'];
  for (const id of ids) expect(readCsv(table({ id, kmh: 1, partial: false }))[1][1]).toBe(`'${id}`);
});

test('whatever an id holds, it is read back as it was written (RFC 4180)', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a,"\r\n '=;]*$/));
  fc.assert(
    fc.property(text, (id) => {
      const [, line, ...more] = readCsv(table({ id, kmh: 1, partial: false }));
      const guard = /^[=+\-@\t\r]/.test(id) ? "'" : '';
      expect([line, more]).toEqual([['5', guard + id, '1', 'false'], []]);
    }),
  );
});

/** RFC 4180, character by character. */
function readCsv(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  let value = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    if (quoted && text[i] === '"' && text[i + 1] === '"') value += text[i++];
    else if (text[i] === '"') quoted = !quoted;
    else if (quoted || !/[,\r]/.test(text[i])) value += text[i];
    else {
      line.push(value);
      value = '';
      if (text[i] === ',') continue;
      expect(text[++i]).toBe('\n');
      lines.push(line);
      line = [];
    }
  }
  return lines;
}
