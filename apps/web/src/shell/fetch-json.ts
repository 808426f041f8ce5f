/** Fetches JSON. Throws with the server's own words when the answer is not 2xx. */
export async function fetchJson<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(path, init);
  if (response.ok) return (await response.json()) as T;
  const body = (await response.json().catch(() => null)) as { error?: unknown } | null;
  const said = typeof body?.error === 'string' ? body.error : `${path} answered ${response.status}.`;
  throw new Error(said);
}
