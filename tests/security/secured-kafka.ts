import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ApacheKafka, startApacheKafka } from '../apache-kafka/apache-kafka.ts';
import { kafkaClassPath } from '../apache-kafka/java.ts';
import { freePorts } from '../harness/free-ports.ts';
import { type Authority, type Certificate, certificateAuthority } from './certificates.ts';

const run = promisify(execFile);

/** A user who may do everything, and one who may look at topics and nothing else. */
export const users = {
  owner: { name: 'rumo', password: 'owner-s3cret-Wr0ng' },
  guest: { name: 'guest', password: 'guest-s3cret-Wr0ng' },
} as const;

export type ScramMechanism = 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
export type Listener = 'tls' | 'mutualTls' | 'sasl' | 'saslTls' | 'expired' | 'otherHost';

/** One Apache Kafka that listens in every way a managed one does. */
export interface SecuredKafka {
  readonly kafka: ApacheKafka;
  /** host:port without any security; whoever comes this way may do everything. */
  readonly plain: string;
  /** host:port of each secured listener. */
  readonly address: Readonly<Record<Listener, string>>;
  /** Files in PEM. `otherCa` signed nothing here. */
  readonly files: Readonly<Record<'ca' | 'otherCa' | 'clientCertificate' | 'clientKey', string>>;
  /** Sets a user's SCRAM password, as a rotation of credentials does. */
  setScramPassword(mechanism: ScramMechanism, user: string, password: string): Promise<void>;
  close(): Promise<void>;
}

const listenerNames: Readonly<Record<Listener, string>> = {
  tls: 'TLS',
  mutualTls: 'MUTUALTLS',
  sasl: 'SASL',
  saslTls: 'SASLTLS',
  expired: 'EXPIRED',
  otherHost: 'OTHERHOST',
};

export async function startSecuredKafka(): Promise<SecuredKafka> {
  const folder = mkdtempSync(join(tmpdir(), 'rumo-security-'));
  const keep = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const authority = certificateAuthority('Rumo test authority');
  const client = authority.issue(['client']);
  const files = {
    ca: keep('ca.pem', authority.certificate),
    otherCa: keep('other-ca.pem', certificateAuthority('Somebody else').certificate),
    clientCertificate: keep('client.pem', client.certificate),
    clientKey: keep('client-key.pem', client.key),
  };
  const listeners = Object.keys(listenerNames) as Listener[];
  const [plainPort, controllerPort, ...ports] = await freePorts(2 + listeners.length);
  const portOf = Object.fromEntries(listeners.map((listener, at) => [listener, ports[at]]));
  const dataDir = join(folder, 'kafka');
  mkdirSync(dataDir);
  const kafka = await startApacheKafka({
    dataDir,
    port: plainPort,
    properties: {
      ...listening(plainPort, controllerPort, portOf),
      ...certificatesOf(authority, files.ca, keep),
      ...saslOf('sasl'),
      ...saslOf('saslTls'),
      'listener.name.mutualtls.ssl.client.auth': 'required',
      // Clients have to show again every 12 s that they know the password; kafkajs does so 10 s before.
      'listener.name.sasltls.connections.max.reauth.ms': '12000',
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': `User:ANONYMOUS;User:${users.owner.name};User:CN=client`,
    },
  });
  const classPath = await kafkaClassPath();
  const setScramPassword = async (mechanism: ScramMechanism, user: string, password: string) => {
    const change = ['--alter', '--add-config', `${mechanism}=[password=${password}]`];
    const whose = ['--entity-type', 'users', '--entity-name', user];
    const tool = ['-XX:TieredStopAtLevel=1', '-cp', classPath, 'kafka.admin.ConfigCommand'];
    await run('java', [...tool, '--bootstrap-server', kafka.address, ...change, ...whose]);
  };
  return {
    kafka,
    plain: kafka.address,
    address: Object.fromEntries(
      listeners.map((listener) => [listener, `127.0.0.1:${portOf[listener]}`]),
    ) as Record<Listener, string>,
    files,
    setScramPassword,
    async close() {
      await kafka.stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function listening(plainPort: number, controllerPort: number, portOf: Readonly<Record<string, number>>) {
  const secured = Object.entries(listenerNames).map(([key, name]) => `${name}://127.0.0.1:${portOf[key]}`);
  const advertised = [`PLAINTEXT://127.0.0.1:${plainPort}`, ...secured].join(',');
  const protocols = Object.values(listenerNames).map((name) => {
    if (name === 'SASL') return `${name}:SASL_PLAINTEXT`;
    return name === 'SASLTLS' ? `${name}:SASL_SSL` : `${name}:SSL`;
  });
  return {
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `${advertised},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': advertised,
    'listener.security.protocol.map': ['CONTROLLER:PLAINTEXT', 'PLAINTEXT:PLAINTEXT', ...protocols].join(','),
  };
}

function certificatesOf(authority: Authority, caFile: string, keep: (name: string, text: string) => string) {
  const store = (name: string, { certificate, key }: Certificate) =>
    keep(`${name}.pem`, `${certificate}${key}`);
  const good = authority.issue(['localhost', '127.0.0.1']);
  return {
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': store('server', good),
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': caFile,
    ...keystoreOf('expired', store('expired', authority.issue(['127.0.0.1'], Date.now() - 60_000))),
    ...keystoreOf('otherHost', store('other-host', authority.issue(['kafka.example', '10.1.2.3']))),
  };
}

function keystoreOf(listener: Listener, file: string) {
  const prefix = `listener.name.${listenerNames[listener].toLowerCase()}.ssl.keystore`;
  return { [`${prefix}.type`]: 'PEM', [`${prefix}.location`]: file };
}

function saslOf(listener: Listener) {
  const prefix = `listener.name.${listenerNames[listener].toLowerCase()}`;
  const passwords = Object.values(users).map(({ name, password }) => `user_${name}="${password}"`);
  const security = 'org.apache.kafka.common.security';
  return {
    [`${prefix}.sasl.enabled.mechanisms`]: 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    [`${prefix}.plain.sasl.jaas.config`]: `${security}.plain.PlainLoginModule required ${passwords.join(' ')};`,
    [`${prefix}.scram-sha-256.sasl.jaas.config`]: `${security}.scram.ScramLoginModule required;`,
    [`${prefix}.scram-sha-512.sasl.jaas.config`]: `${security}.scram.ScramLoginModule required;`,
  };
}
