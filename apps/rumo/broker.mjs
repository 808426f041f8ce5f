// npm run broker -- --port 9092 --data DIR: the embedded broker alone, in this very process.
try {
  const { register } = await import('tsx/esm/api');
  register();
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  process.stderr.write('The packages are not installed yet: run npm install first.\n');
  process.exit(1);
}
await import('./src/broker-main.ts');
