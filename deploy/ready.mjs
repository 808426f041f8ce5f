// A container's health check: asks /readyz on the port given, and says what is in the way.
const port = process.argv[2];
try {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(8_000) });
  process.stdout.write(`${await response.text()}\n`);
  process.exitCode = response.ok ? 0 : 1;
} catch (error) {
  process.stdout.write(`Nothing answers on port ${port}: ${error.cause?.message ?? error.message}\n`);
  process.exitCode = 1;
}
