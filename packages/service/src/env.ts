import { z } from 'zod';
import { EnvError } from './env-error.ts';
import { orExit } from './exit-with.ts';
import { withoutSecret } from './without-secret.ts';

export { EnvError };

/** Env values every service reads the same way. Strings of the environment in, typed values out. */
export const envField = {
  port: (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback),
  integer: (fallback: number, min: number, max: number) =>
    z.coerce.number().int().min(min).max(max).default(fallback),
  number: (fallback: number, min: number, max: number) =>
    z.coerce.number().min(min).max(max).default(fallback),
  flag: (fallback: boolean) =>
    z
      .enum(['true', 'false', '1', '0'])
      .default(fallback ? 'true' : 'false')
      .transform((text) => text === 'true' || text === '1'),
  list: (fallback: string) =>
    z
      .string()
      .default(fallback)
      .transform((text) =>
        text
          .split(',')
          .map((item) => item.trim())
          .filter((item) => item !== ''),
      ),
};

/** HOST, ALLOWED_HOSTS and ALLOWED_ORIGINS, the same in each service (D5). */
export const networkEnv = {
  HOST: z.string().min(1).default('127.0.0.1'),
  ALLOWED_HOSTS: envField.list('localhost,127.0.0.1'),
};

/**
 * Reads the environment by a zod object schema. An empty value counts as unset.
 * Throws EnvError with the whole list of what is wrong (D1).
 */
export function parseEnv<Shape extends z.ZodRawShape>(
  shape: Shape,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<z.ZodObject<Shape>> {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = z.object(shape).safeParse(set);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const name = issue.path.join('.');
    return `  ${name}=${JSON.stringify(withoutSecret(name, set[name]))}: ${issue.message}`;
  });
  throw new EnvError(`The environment is wrong:\n${lines.join('\n')}`);
}

/** parseEnv on this process's environment; prints the whole list and exits with 1 when it is wrong. */
export function readEnv<Shape extends z.ZodRawShape>(shape: Shape): z.infer<z.ZodObject<Shape>> {
  return orExit(() => parseEnv(shape, process.env));
}
