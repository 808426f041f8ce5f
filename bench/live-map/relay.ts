// The least that brings records from the log to a socket: `node --import tsx relay.ts BROKERS TOPIC`.
import { Kafka, logLevel } from 'kafkajs';
import { WebSocketServer } from 'ws';

const [brokers, topic] = process.argv.slice(2);
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
const kafka = new Kafka({ brokers: [brokers], clientId: 'relay', logLevel: logLevel.NOTHING });
const consumer = kafka.consumer({ groupId: `relay-${process.pid}`, maxWaitTimeInMs: 250 });
process.on('disconnect', () => process.exit(0));
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: false });
const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
await consumer.run({
  autoCommit: false,
  eachBatch: async ({ batch }) => {
    // One message a batch: the time each record came to the log.
    const times = JSON.stringify(batch.messages.map(({ timestamp }) => Number(timestamp)));
    for (const client of server.clients) client.send(times);
  },
});
await joined;
process.send?.({ port: (server.address() as { port: number }).port });
