/**
 * Whether tests that need an outside tool are left out. They are where it is missing, with one line that names it;
 * with CI=true a missing tool is a failure instead.
 */
export function leftOutWithout(tool: string, found: boolean): boolean {
  if (found) return false;
  if (process.env.CI === 'true') throw new Error(`${tool} is missing, and with CI=true it may not be.`);
  process.stdout.write(`Left out: tests that need ${tool}, which was not found.\n`);
  return true;
}
