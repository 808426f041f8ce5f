import type { z } from 'zod';

/** How an answer is a table: a line for each of its rows, what holds for all of them in front. */
export interface CsvForm {
  /** What the file is called, without its ending. */
  readonly name: string;
  /** The key of the answer's rows. */
  readonly rows: string;
  /** Keys of the answer that each line begins with, then keys of a row. */
  readonly common: readonly string[];
  readonly columns: readonly string[];
  /** The parameters that turn the query into that of the next page, null on the last. */
  readonly nextPage: (answer: never) => Readonly<Record<string, string>> | null;
}

/** The table of an answer's `rows`, each of the shape `row`. */
export function csvForm<Answer>(
  name: string,
  rows: keyof Answer & string,
  row: z.ZodObject,
  common: readonly (keyof Answer & string)[],
  nextPage: (answer: Answer) => Readonly<Record<string, string>> | null,
): CsvForm {
  return { name, rows, common, columns: Object.keys(row.shape), nextPage };
}

type Cell = string | number | boolean | null;

/** The answer as CSV (RFC 4180) with a header line. */
export function csvOf(form: CsvForm, answer: object): string {
  const values = answer as Readonly<Record<string, unknown>>;
  const common = form.common.map((key) => values[key] as Cell);
  const rows = values[form.rows] as readonly Readonly<Record<string, Cell>>[];
  const lines = [
    [...form.common, ...form.columns],
    ...rows.map((row) => [...common, ...form.columns.map((key) => row[key])]),
  ];
  return lines.map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

/**
 * Text that a spreadsheet would take for a formula begins with an apostrophe, by which spreadsheets know text; numbers
 * stay numbers, negative ones too.
 */
function field(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
