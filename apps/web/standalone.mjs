// Starts the server of a standalone build and ends it as every other service ends (D4): Next itself would exit with 143.
process.env.NEXT_MANUAL_SIG_HANDLE = 'true';
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(0));
await import('./server.js');
