import { z } from 'zod';
import { defaultWindow, type WindowLength, windowLengths, windowNames } from './window-length.ts';

/** One thing that is wrong with a request: which parameter, what it held, what is wanted. */
export interface ParameterProblem {
  readonly parameter: string;
  readonly got: string;
  readonly problem: string;
}

export type ParsedQuery<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly ParameterProblem[] };

/** A URL holds text: what is written as a number is read as one, everything else is left to fail. */
const numeric = <Schema extends z.ZodType<number>>(pattern: RegExp, schema: Schema) =>
  z.preprocess((given) => (typeof given === 'string' && pattern.test(given) ? Number(given) : given), schema);

const wholeText = /^-?[0-9]{1,16}$/;
const numberText = /^-?[0-9]{1,30}(\.[0-9]{1,60})?(e[+-]?[0-9]{1,3})?$/i;

const whole = (min: number, max: number) => {
  const error = `wants a whole number from ${min} to ${max}`;
  return numeric(wholeText, z.int({ error }).min(min, { error }).max(max, { error }));
};

const between = (min: number, max: number) => {
  const error = `wants a number from ${min} to ${max}`;
  return numeric(numberText, z.number({ error }).min(min, { error }).max(max, { error }));
};

const lastDateMs = 8.64e15;
const instant = z
  .int({ error: 'wants whole milliseconds since 1970' })
  .min(0, { error: 'wants whole milliseconds since 1970' })
  .max(lastDateMs, { error: 'lies beyond the last date there is' });
const epochMs = numeric(wholeText, instant);
const windowStart = numeric(
  wholeText,
  instant.multipleOf(windowLengths['10s'], { error: 'is no start of a window: wants a multiple of 10000' }),
);

/** Spelt for every dialect of regular expressions: \p{Cc} is not known to all. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is them that no id holds.
const printable = /^[^\u0000-\u001f\u007f-\u009f]{1,128}$/u;

// biome-ignore lint/suspicious/noControlCharactersInRegex: likewise.
const momentAndDriver = /^[0-9]{1,15}~[^\u0000-\u001f\u007f-\u009f]{1,128}$/u;

/** Counted in characters, as JSON Schema does; no id holds a control character. */
const driverId = z
  .string()
  .regex(printable, 'wants a driver id: 1 to 128 printable characters')
  .meta({ minLength: 1, maxLength: 128 });

const text = z
  .string()
  .regex(printable, 'wants 1 to 128 printable characters')
  .meta({ minLength: 1, maxLength: 128 });

const oneOf = <Name extends string>(names: readonly Name[]) =>
  z.enum(names as [Name, ...Name[]], { error: `wants one of ${names.join(', ')}` });

const windowOr = (fallback: WindowLength, names: readonly WindowLength[] = windowNames) =>
  oneOf(names)
    .default(fallback)
    .transform((name) => windowLengths[name]);

/** The fields that the endpoints' queries are made of; strings out of the URL in, typed values out. */
export const field = {
  window: windowOr(defaultWindow),
  windowOr,
  hop: oneOf(windowNames)
    .transform((name) => windowLengths[name])
    .optional(),
  oneOf,
  /** The `next` of a page that ends with a moment and a driver. */
  momentAndDriver: z
    .string()
    .regex(momentAndDriver, 'wants the `next` of the page before')
    .transform((text) => {
      const split = text.indexOf('~');
      return { fromMs: Number(text.slice(0, split)), driverId: text.slice(split + 1) };
    }),
  epochMs: epochMs.optional(),
  windowStart,
  last: z
    .string()
    .regex(/^[1-9][0-9]{0,3}[smh]$/, 'wants a length such as 90s, 15m or 6h')
    .default('15m')
    .transform((text) => Number(text.slice(0, -1)) * unitMs[text.slice(-1) as keyof typeof unitMs]),
  whole: (fallback: number, min: number, max: number) =>
    whole(min, max).default(fallback).meta({ default: fallback }),
  between,
  number: (fallback: number, min: number, max: number) =>
    between(min, max).default(fallback).meta({ default: fallback }),
  driverId,
  text,
};

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

/**
 * Reads the parameters of `shape` out of a URL. One that is not in `shape` is a problem, and so is one given twice,
 * unless its schema is a list. All problems come back at once.
 */
export function parseQuery<Shape extends z.ZodRawShape>(
  shape: Shape,
  parameters: URLSearchParams,
): ParsedQuery<z.infer<z.ZodObject<Shape>>> {
  const problems: ParameterProblem[] = [];
  const given: Record<string, string | string[]> = {};
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    if (!Object.hasOwn(shape, name))
      problems.push({
        parameter: shown(name),
        got: shown(values),
        problem: unknownProblem(Object.keys(shape)),
      });
    else if (isList(shape[name] as z.ZodType)) given[name] = values;
    else if (values.length > 1)
      problems.push({ parameter: name, got: shown(values), problem: 'is given more than once' });
    else given[name] = values[0];
  }
  const result = z.object(shape).safeParse(given);
  for (const issue of result.error?.issues ?? []) {
    const parameter = String(issue.path[0] ?? '');
    if (problems.some((problem) => problem.parameter === parameter)) continue;
    const got = issue.path.length > 1 ? given[parameter][Number(issue.path[1])] : given[parameter];
    problems.push({ parameter, got: shown(got), problem: issue.message });
  }
  const value = result.data as
    | { from?: number; to?: number; window?: number; hop?: number | undefined }
    | undefined;
  if (value?.from !== undefined && value.to !== undefined && value.from >= value.to)
    problems.push({ parameter: 'from', got: String(value.from), problem: 'must lie before `to`' });
  if (value?.hop !== undefined && value.window !== undefined && value.hop > value.window)
    problems.push({ parameter: 'hop', got: shown(given.hop), problem: 'must not be longer than `window`' });
  if (problems.length > 0 || result.data === undefined) return { ok: false, problems };
  return { ok: true, value: result.data };
}

/** One line for each problem. */
export function problemText(problems: readonly ParameterProblem[]): string {
  return problems
    .map(({ parameter, got, problem }) => `${parameter}=${JSON.stringify(got)} ${problem}`)
    .join('\n');
}

/** Whether a parameter of this schema may be given many times. */
export function isList(schema: z.ZodType): boolean {
  return (schema instanceof z.ZodDefault ? schema.unwrap() : schema) instanceof z.ZodArray;
}

function unknownProblem(names: readonly string[]): string {
  return names.length === 0
    ? 'is unknown: nothing can be given here'
    : `is unknown: known are ${names.join(', ')}`;
}

function shown(got: string | string[] | undefined): string {
  const text = Array.isArray(got) ? got.join(', ') : (got ?? '');
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
