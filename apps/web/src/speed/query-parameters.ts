import { z } from 'zod';
import { defaultWindow, windowLengths, windowNames } from './window-length.ts';

/** One thing that is wrong with a request: which parameter, what it held, what is wanted. */
export interface ParameterProblem {
  readonly parameter: string;
  readonly got: string;
  readonly problem: string;
}

export type ParsedQuery<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly ParameterProblem[] };

const epochMs = z
  .string()
  .regex(/^\d{1,16}$/, 'wants whole milliseconds since 1970')
  .transform(Number)
  .refine((ms) => ms <= 8.64e15, 'lies beyond the last date there is');

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `wants a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((count) => count >= min && count <= max, `wants a whole number from ${min} to ${max}`);

const driverId = z.string().min(1, 'wants a driver id').max(128, 'is longer than any driver id (128)');

/** The fields that the endpoints' queries are made of; strings out of the URL in, typed values out. */
export const field = {
  window: z
    .enum(windowNames as [keyof typeof windowLengths], { error: `wants one of ${windowNames.join(', ')}` })
    .default(defaultWindow)
    .transform((name) => windowLengths[name]),
  epochMs: epochMs.optional(),
  last: z
    .string()
    .regex(/^[1-9]\d{0,3}[smh]$/, 'wants a length such as 90s, 15m or 6h')
    .default('15m')
    .transform((text) => Number(text.slice(0, -1)) * unitMs[text.slice(-1) as keyof typeof unitMs]),
  whole: (fallback: number, min: number, max: number) => whole(min, max).default(fallback),
  driverId,
};

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

/**
 * Reads the parameters of `shape` out of a URL; others are left alone. A parameter given twice is a problem, unless
 * its name is in `lists`: then its schema gets an array. All problems come back at once.
 */
export function parseQuery<Shape extends z.ZodRawShape>(
  shape: Shape,
  parameters: URLSearchParams,
  lists: readonly string[] = [],
): ParsedQuery<z.infer<z.ZodObject<Shape>>> {
  const problems: ParameterProblem[] = [];
  const given: Record<string, string | string[]> = {};
  for (const name of Object.keys(shape)) {
    const values = parameters.getAll(name);
    if (lists.includes(name)) given[name] = values;
    else if (values.length > 1)
      problems.push({ parameter: name, got: values.join(', '), problem: 'is given more than once' });
    else if (values.length === 1 && values[0] !== '') given[name] = values[0];
  }
  const result = z.object(shape).safeParse(given);
  for (const issue of result.error?.issues ?? []) {
    const parameter = String(issue.path[0] ?? '');
    if (problems.some((problem) => problem.parameter === parameter)) continue;
    const got = issue.path.length > 1 ? given[parameter][Number(issue.path[1])] : given[parameter];
    problems.push({ parameter, got: shown(got), problem: issue.message });
  }
  const value = result.data as { from?: number; to?: number } | undefined;
  if (value?.from !== undefined && value.to !== undefined && value.from >= value.to)
    problems.push({ parameter: 'from', got: String(value.from), problem: 'must lie before `to`' });
  if (problems.length > 0 || result.data === undefined) return { ok: false, problems };
  return { ok: true, value: result.data };
}

/** One sentence that names every problem. */
export function problemText(problems: readonly ParameterProblem[]): string {
  return problems
    .map(({ parameter, got, problem }) => `${parameter}=${JSON.stringify(got)} ${problem}`)
    .join('; ');
}

function shown(got: string | string[] | undefined): string {
  const text = Array.isArray(got) ? got.join(', ') : (got ?? '');
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
