import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { openCommittedOffsets } from '../groups/committed-offsets.ts';
import { startGroupCoordinator } from '../groups/group-coordinator.ts';
import { type Files, systemFiles } from '../log/files.ts';
import type { BrokerContext } from './broker-context.ts';
import { type BrokerLogger, silentLogger } from './broker-log.ts';
import { serveConnection } from './connection.ts';
import { lockDataFolder } from './data-lock.ts';
import { keepHouse } from './housekeeping.ts';
import { openProducerIds } from './producer-ids.ts';
import { isDiskFull, storageReport } from './storage-report.ts';
import { readStored, writeStored } from './stored-json.ts';
import { openTopics } from './topics.ts';

export interface BrokerOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Made when absent; one broker at a time. */
  readonly dataDir: string;
  readonly logger?: BrokerLogger;
  /** What clients are told to connect to; default: the address they came to. */
  readonly advertisedHost?: string;
  /** How long the first rebalance of an empty group waits for more members; default 0. */
  readonly groupInitialRebalanceDelayMs?: number;
  /** Partitions of a topic that is made because a client asked for it; default 1. */
  readonly defaultPartitions?: number;
  /** Default 30 s. */
  readonly retentionCheckMs?: number;
  /** The file operations of logs; tests hand in failing ones. */
  readonly files?: Files;
}

export interface RunningBroker {
  readonly port: number;
  /** host:port for clients on this machine. */
  readonly address: string;
  /** Ends all connections, flushes and closes the logs. */
  close(): Promise<void>;
}

/**
 * Starts a single-node broker that speaks the Kafka protocol, for laptops and tests: one copy of the data, no
 * access control, no transactions. Rejects when the folder is in use or the port is taken.
 */
export async function startBroker(options: BrokerOptions): Promise<RunningBroker> {
  const { host, dataDir } = options;
  const logger = options.logger ?? silentLogger;
  const files = options.files ?? systemFiles;
  const startedMs = performance.now();
  const storage = storageReport(logger, dataDir);
  const unlock = openDataFolder(dataDir);
  const sockets = new Set<Socket>();
  let port = options.port;
  try {
    const topics = openTopics(dataDir, files, {
      cut: (cut) => logger.warn(cut, 'a damaged end of a log was cut off'),
      damaged: (damage) => logger.error(damage, 'records of a log are damaged and left out; the others stay'),
      renamed: (file) => logger.warn(file, 'a segment whose name did not fit what it holds was renamed'),
      storageFailed: storage.failed,
      stored: storage.stored,
    });
    const offsets = openCommittedOffsets(files, join(dataDir, 'group-offsets.log'), (lines) =>
      logger.warn({ lines }, 'damaged lines in the committed offsets were left out'),
    );
    const initialDelayMs = options.groupInitialRebalanceDelayMs ?? 0;
    const coordinator = startGroupCoordinator({ initialDelayMs });
    const broker: BrokerContext = {
      logger,
      storage,
      clusterId: clusterId(dataDir),
      topics,
      coordinator,
      offsets,
      nextProducerId: openProducerIds(join(dataDir, 'producer-ids.json')),
      defaultPartitions: options.defaultPartitions ?? 1,
      minSessionTimeoutMs: 6_000,
      maxSessionTimeoutMs: 1_800_000,
      port: () => port,
    };
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      serveConnection(socket, broker, options.advertisedHost ?? null, logger);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, host, resolve);
    });
    server.on('error', (error) => logger.error({ err: error }, 'a connection cannot be taken'));
    port = (server.address() as AddressInfo).port;
    const housekeeping = setInterval(() => void keepHouse(broker), options.retentionCheckMs ?? 30_000);
    housekeeping.unref();
    const readyMs = Math.round(performance.now() - startedMs);
    logger.info(
      { host, port, dataDir, readyMs },
      'embedded Kafka broker is ready: one node for laptops and tests, not for production',
    );
    let closing: Promise<void> | null = null;
    const shutDown = async () => {
      clearInterval(housekeeping);
      coordinator.close();
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      await topics.close();
      offsets.close();
      unlock();
    };
    return {
      port,
      address: `${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`,
      close: () => {
        closing ??= shutDown();
        return closing;
      },
    };
  } catch (error) {
    unlock();
    throw explained(error, dataDir);
  }
}

function openDataFolder(dataDir: string): () => void {
  try {
    fs.mkdirSync(dataDir, { recursive: true });
    return lockDataFolder(dataDir);
  } catch (error) {
    throw explained(error, dataDir);
  }
}

function explained(error: unknown, dataDir: string): unknown {
  if (!isDiskFull(error)) return error;
  const reason = (error as Error).message;
  return new Error(`the disk that holds ${dataDir} is full: make room and start again (${reason})`);
}

function clusterId(dataDir: string): string {
  const path = join(dataDir, 'broker.json');
  const stored = readStored<{ clusterId: string }>(path);
  if (stored !== null) return stored.clusterId;
  const made = { clusterId: Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url') };
  writeStored(path, made);
  return made.clusterId;
}
