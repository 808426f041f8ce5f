import { kafkaEventStream } from '@rumo/event-stream';
import { createLogger, parseEnv } from '@rumo/service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kafkaEnv } from '../../packages/event-stream/src/kafka-env.ts';
import { kafkaOptions } from '../../packages/event-stream/src/kafka-options.ts';
import { leftOutWithoutJava } from '../apache-kafka/java.ts';
import { until } from '../harness/until.ts';
import { type SecuredKafka, startSecuredKafka, users } from './secured-kafka.ts';
import {
  endAll,
  everythingPrinted,
  runService,
  type Service,
  services,
  untilProblem,
} from './service-process.ts';

const leftOut = leftOutWithoutJava();
const full = process.env.RUMO_FULL === '1';
const { owner, guest } = users;
const wrongPassword = 'guess-s3cret-Wr0ng';
const awsSecret = 'aws-s3cret-Wr0ng';

let kafka: SecuredKafka;
beforeAll(async () => {
  if (leftOut) return;
  kafka = await startSecuredKafka();
  await Promise.all([
    kafka.setScramPassword('SCRAM-SHA-256', owner.name, owner.password),
    kafka.setScramPassword('SCRAM-SHA-512', owner.name, owner.password),
  ]);
});
afterAll(async () => {
  await endAll();
  await kafka?.close();
});

type Env = Readonly<Record<string, string>>;
const as = (
  { name, password }: { readonly name: string; readonly password: string },
  mechanism: string,
): Env => ({
  KAFKA_SASL_MECHANISM: mechanism,
  KAFKA_SASL_USERNAME: name,
  KAFKA_SASL_PASSWORD: password,
});
const tls = (): Env => ({ KAFKA_SSL: 'true', KAFKA_SSL_CA: kafka.files.ca });
const clientCertificate = (): Env => ({
  ...tls(),
  KAFKA_SSL_CERT: kafka.files.clientCertificate,
  KAFKA_SSL_KEY: kafka.files.clientKey,
});

describe.skipIf(leftOut)('on Apache Kafka with every kind of listener', () => {
  test.each<[string, () => Env]>([
    ['TLS and an authority of its own', () => ({ KAFKA_BROKERS: kafka.address.tls, ...tls() })],
    ['a client certificate', () => ({ KAFKA_BROKERS: kafka.address.mutualTls, ...clientCertificate() })],
    ['SASL PLAIN', () => ({ KAFKA_BROKERS: kafka.address.sasl, ...as(owner, 'plain') })],
    ['SCRAM-SHA-256', () => ({ KAFKA_BROKERS: kafka.address.sasl, ...as(owner, 'scram-sha-256') })],
    [
      'SCRAM-SHA-512 over TLS',
      () => ({ KAFKA_BROKERS: kafka.address.saslTls, ...tls(), ...as(owner, 'scram-sha-512') }),
    ],
  ])('records go out and come back by %s', async (_, env) => {
    const logger = createLogger('test');
    logger.level = 'silent';
    const topic = `roundtrip-${env().KAFKA_SASL_MECHANISM ?? env().KAFKA_SSL_CERT?.length ?? 'tls'}`;
    const stream = kafkaEventStream({ ...kafkaOptions(parseEnv(kafkaEnv, env())), clientId: 'test', logger });
    await stream.ensureTopics([{ name: topic, partitions: 1, config: {} }]);
    const publisher = await stream.publisher();
    publisher.publish(topic, [{ key: 'k', value: 'there and back', occurredAtMs: 1 }]);
    const came = new Promise<string>((resolve) => {
      void stream.subscribe({
        topic,
        group: topic,
        assign: () => ({
          start: async () => ({ from: 'beginning' }),
          records: ([record]) => resolve(Buffer.from(record.value ?? []).toString()),
        }),
      });
    });
    expect(await came).toBe('there and back');
    await stream.close();
  });

  interface Refusal {
    readonly what: string;
    readonly service: Service;
    readonly env: () => Env;
    readonly line: RegExp;
    /** What another one shows too, left to the full run. */
    readonly fullOnly?: true;
  }
  const refusals: readonly Refusal[] = [
    {
      what: 'a wrong password with PLAIN',
      service: 'live-map',
      env: () => ({
        KAFKA_BROKERS: kafka.address.sasl,
        LOG_LEVEL: 'trace',
        ...as({ ...owner, password: wrongPassword }, 'plain'),
      }),
      line: /^the broker refuses user "rumo" with plain \(.*Invalid username or password\): check KAFKA_SASL_USER/,
    },
    {
      what: 'a wrong password with SCRAM over TLS',
      service: 'simulator',
      env: () => ({
        KAFKA_BROKERS: kafka.address.saslTls,
        LOG_LEVEL: 'trace',
        ...tls(),
        ...as({ ...owner, password: wrongPassword }, 'scram-sha-512'),
      }),
      line: /^the broker refuses user "rumo" with scram-sha-512 \(.*invalid credentials.*\): check KAFKA_SASL_USER/,
    },
    {
      what: 'a mechanism the broker does not offer',
      service: 'driver-speed',
      env: () => ({
        KAFKA_BROKERS: kafka.address.saslTls,
        ...tls(),
        KAFKA_SASL_MECHANISM: 'aws_msk_iam',
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'AKIAFAKE',
        AWS_SECRET_ACCESS_KEY: awsSecret,
      }),
      line: /does not take KAFKA_SASL_MECHANISM=aws_msk_iam: set one it offers \(.*PLAIN.*\)$/,
    },
    {
      what: 'an authority that nobody knows here',
      service: 'live-map',
      env: () => ({ KAFKA_BROKERS: kafka.address.tls, KAFKA_SSL: 'true' }),
      line: /^the certificate of 127\.0\.0\.1:\d+ is signed by an authority unknown here .*: set KAFKA_SSL_CA/,
    },
    {
      what: 'the authority of somebody else',
      service: 'simulator',
      env: () => ({
        KAFKA_BROKERS: kafka.address.tls,
        KAFKA_SSL: 'true',
        KAFKA_SSL_CA: kafka.files.otherCa,
      }),
      line: /is signed by an authority unknown here/,
      fullOnly: true,
    },
    {
      what: 'an expired certificate',
      service: 'driver-speed',
      env: () => ({ KAFKA_BROKERS: kafka.address.expired, ...tls() }),
      line: /^the certificate of 127\.0\.0\.1:\d+ is out of its time \(CERT_HAS_EXPIRED\): renew it/,
    },
    {
      what: 'a certificate for another name',
      service: 'live-map',
      env: () => ({ KAFKA_BROKERS: kafka.address.otherHost, ...tls() }),
      line: /^the certificate of 127\.0\.0\.1:\d+ is for another name .*: call the broker by the name/,
    },
    {
      what: 'no client certificate where one is wanted',
      service: 'simulator',
      env: () => ({ KAFKA_BROKERS: kafka.address.mutualTls, ...tls() }),
      line: /ended the TLS handshake .*: it may want a client certificate: set KAFKA_SSL_CERT and KAFKA_SSL_KEY$/,
    },
    {
      what: 'TLS on a port without',
      service: 'driver-speed',
      env: () => ({ KAFKA_BROKERS: kafka.plain, ...tls() }),
      line: /^127\.0\.0\.1:\d+ speaks without TLS: set KAFKA_SSL=false/,
    },
    {
      what: 'no TLS on a port with',
      service: 'live-map',
      env: () => ({ KAFKA_BROKERS: kafka.address.tls }),
      line: /^127\.0\.0\.1:\d+ speaks TLS: set KAFKA_SSL=true/,
    },
    {
      what: 'SASL on a port without',
      service: 'driver-speed',
      env: () => ({ KAFKA_BROKERS: kafka.plain, ...as(owner, 'plain') }),
      line: /^the broker takes no SASL: unset KAFKA_SASL_MECHANISM/,
    },
    {
      what: 'no SASL on a port with',
      service: 'driver-speed',
      env: () => ({ KAFKA_BROKERS: kafka.address.sasl }),
      line: /^127\.0\.0\.1:\d+ wants SASL: set KAFKA_SASL_MECHANISM to one it offers \(.*SCRAM-SHA-512.*\)$/,
    },
    {
      what: 'a missing topic without the right to make it',
      service: 'live-map',
      env: () => ({ KAFKA_BROKERS: kafka.address.sasl, ...as(guest, 'plain') }),
      // Whoever publishes may hear first that it may not do that either.
      line: /^user "guest" may not (make topic ride-events.*: give it the right on the topic \(TOPIC|publish: give it the right on the cluster \(CLUSTER)_AUTHORIZ/,
    },
  ];
  const cases = refusals.flatMap((refusal) => {
    if (full) return services.map((service) => ({ ...refusal, service }));
    return refusal.fullOnly ? [] : [refusal];
  });

  test.concurrent.each(cases)(
    '$service ends with one line and exit code 1 at $what',
    async ({ service, env, line }) => {
      const process = await runService(service, env());
      expect(await process.ended, process.output()).toBe(1);
      const loud = process.log().filter(({ level }) => level >= 40);
      expect(
        loud.map(({ level, msg }) => ({ level, msg })),
        process.output(),
      ).toEqual([{ level: 60, msg: expect.stringMatching(line) }]);
      expect(process.output()).not.toMatch(/\n\s+at /);
    },
  );

  test.concurrent.each(full ? services : (['live-map'] as const))(
    'D1 %s ends with the whole list when settings do not fit together',
    async (service) => {
      const process = await runService(service, {
        KAFKA_BROKERS: 'kafka',
        KAFKA_SASL_MECHANISM: 'plain',
        KAFKA_SASL_PASSWORD: wrongPassword,
        KAFKA_SSL_CA: '/nowhere/ca.pem',
      });
      expect(await process.ended).toBe(1);
      expect(process.output()).toBe(
        'The environment is wrong:\n' +
          '  KAFKA_SSL_CA wants KAFKA_SSL=true\n' +
          '  KAFKA_SASL_MECHANISM=plain wants KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD too\n' +
          '  KAFKA_BROKERS has "kafka"; it wants host:port,host:port\n',
      );
    },
  );

  test.concurrent('D3 D4 a host name that nobody knows may come to be known: said once, and SIGTERM ends it', async () => {
    const running = await Promise.all(
      (full ? services : (['driver-speed'] as const)).map((service) =>
        runService(service, { KAFKA_BROKERS: 'kafka.nowhere.invalid:9092' }),
      ),
    );
    for (const process of running) {
      const said = /no machine is known by the name kafka\.nowhere\.invalid: check KAFKA_BROKERS/;
      await untilLine(process, said);
      await untilProblem(process, /broker|kafka\.nowhere\.invalid/);
      expect(await process.stop(), process.output()).toBe(0);
      // Each of those who speak to the broker says it once.
      expect(process.log().filter(({ msg }) => said.test(msg)).length).toBeLessThanOrEqual(2);
    }
  });

  test('D3 D4 a password changed while services run makes them unready, not dead, until it is set right', async () => {
    const env = { KAFKA_BROKERS: kafka.address.saslTls, ...tls(), ...as(owner, 'scram-sha-512') };
    // Enough that a stop meets work in hand.
    const simulator = await runService('simulator', { ...env, DRIVERS: full ? '5000' : '1000' });
    const liveMap = await runService('live-map', env);
    await Promise.all([untilProblem(simulator, null), untilProblem(liveMap, null)]);
    await until('cars are drawn', async () =>
      /_records_total\{outcome="drawn".*\} [1-9]/.test(await liveMap.metrics()),
    );

    await kafka.setScramPassword('SCRAM-SHA-512', owner.name, 'changed-s3cret-Wr0ng');
    const refused = /the broker refuses user "rumo" with scram-sha-512/;
    await Promise.all([untilProblem(simulator, refused), untilProblem(liveMap, refused)]);
    expect(await simulator.metrics()).toMatch(/rumo_publisher_queue_records\{.*\} [1-9]/);
    expect(await simulator.stop(), simulator.output()).toBe(0);

    await kafka.setScramPassword('SCRAM-SHA-512', owner.name, owner.password);
    await untilProblem(liveMap, null);
    expect(await liveMap.stop(), liveMap.output()).toBe(0);
  });

  // The last one with the broker: it does not come back.
  test('D3 D4 SIGTERM ends each service with 0 under load, and while the broker is away', async () => {
    const env = { KAFKA_BROKERS: kafka.plain, LOG_LEVEL: 'debug' };
    const busy = await Promise.all([
      runService('simulator', { ...env, DRIVERS: '1000' }),
      runService('live-map', env),
      runService('driver-speed', env),
    ]);
    const [simulator, liveMap, driverSpeed] = busy;
    await untilProblem(simulator, null);
    await untilProblem(liveMap, null);
    await untilProblem(driverSpeed, /database/);
    expect(await liveMap.stop(), liveMap.output()).toBe(0);
    await kafka.kafka.stop('SIGKILL');
    await Promise.all([untilProblem(simulator, /nothing listens/), untilProblem(driverSpeed, /broker/)]);
    const starting = await runService('live-map', env);
    await untilProblem(starting, /broker/);
    for (const service of [simulator, driverSpeed, starting]) {
      expect(await service.stop(), service.output()).toBe(0);
    }
  });

  test('no line that any service printed, at any level, holds a password, and each line of a log is JSON', () => {
    const secrets = [
      owner.password,
      guest.password,
      wrongPassword,
      awsSecret,
      'database-s3cret',
      's3cret-Wr0ng',
    ];
    for (const secret of secrets) expect(everythingPrinted()).not.toContain(secret);
    const log = everythingPrinted()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    expect(log.length).toBeGreaterThan(100);
    for (const line of log) {
      expect(line).toMatchObject({
        level: expect.any(Number),
        time: expect.any(Number),
        msg: expect.any(String),
      });
      expect(services).toContain(line.service);
    }
  });
});

async function untilLine(process: Awaited<ReturnType<typeof runService>>, line: RegExp): Promise<void> {
  await until(`a line like ${line}`, () => process.log().some(({ msg }) => line.test(msg)));
}
