import { startBroker } from '@rumo/embedded-kafka';
// These two alone: the whole of the service package would double the time it takes to start.
import { createLogger } from '@rumo/service/logger';
import { announceReady, onShutdown } from '@rumo/service/shutdown';
import { brokerOptions, brokerUsage } from './broker-options.ts';

const parsed = brokerOptions(process.argv.slice(2));
if (parsed.kind !== 'options') {
  const output = parsed.kind === 'help' ? process.stdout : process.stderr;
  output.write(parsed.kind === 'help' ? brokerUsage : `${parsed.problem}\n\n${brokerUsage}`);
  process.exit(parsed.kind === 'help' ? 0 : 1);
}
const logger = createLogger('broker');
try {
  const broker = await startBroker({ ...parsed.options, logger });
  onShutdown(logger, () => broker.close());
  announceReady({ port: broker.port });
} catch (error) {
  logger.fatal({ reason: (error as Error).message }, 'the broker cannot start');
  process.exit(1);
}
