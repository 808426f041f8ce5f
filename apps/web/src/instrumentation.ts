/** Runs once when the server starts: a wrong environment ends it here, not at the first request (D1). */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { webEnv } = await import('./env.ts');
  webEnv();
}
