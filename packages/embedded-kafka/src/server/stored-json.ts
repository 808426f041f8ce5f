import fs from 'node:fs';
import { replaceFile } from '../log/replace-file.ts';

/** Reads a JSON file; null when it is absent. Throws when it is there and not JSON. */
export function readStored<T>(path: string): T | null {
  if (!fs.existsSync(path)) return null;
  const text = fs.readFileSync(path, 'utf8');
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Error(`${path} is damaged: it should hold JSON and holds ${JSON.stringify(text.slice(0, 60))}`);
  }
}

/** Replaces the file whole or not at all, also across a loss of power. */
export function writeStored(path: string, value: unknown): void {
  replaceFile(path, `${JSON.stringify(value, null, 1)}\n`, true);
}
