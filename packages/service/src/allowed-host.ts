/** Whether a Host header names one of `allowed` (D5); the port does not matter. */
export function isAllowedHost(header: string | undefined, allowed: readonly string[]): boolean {
  if (header === undefined) return false;
  const name = header.replace(/:\d+$/, '').toLowerCase();
  return allowed.some((host) => host.toLowerCase() === name);
}
