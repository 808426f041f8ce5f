export type { BrokerLogger } from './server/broker-log.ts';
export { type BrokerOptions, type RunningBroker, startBroker } from './server/start-broker.ts';
