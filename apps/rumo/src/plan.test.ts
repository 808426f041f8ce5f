import { expect, test } from 'vitest';
import { makePlan, portWishes } from './plan.ts';

const options = { drivers: '50', seed: null, city: null, fresh: false, lan: false };
const port = (number: number) => ({ port: number, insteadOf: null });
const ports = {
  web: port(3000),
  liveMap: port(3001),
  driverSpeed: port(3002),
  simulator: port(3003),
  broker: port(9092),
  postgres: port(5432),
};
const input = {
  root: '/rumo',
  dataDir: '/rumo/.rumo',
  options,
  env: {},
  ports,
  databaseUrl: 'postgresql://x',
  lanHosts: [],
};

test('without a broker and a database of the user’s own both are embedded', () => {
  expect(Object.keys(portWishes({}))).toEqual(Object.keys(ports));
  const plan = makePlan(input);
  expect(plan.embedded?.env).toMatchObject({ BROKER_PORT: '9092', POSTGRES_PORT: '5432' });
  expect(plan.simulator.env).toMatchObject({
    KAFKA_BROKERS: '127.0.0.1:9092',
    DRIVERS: '50',
    HOST: '127.0.0.1',
  });
});

test('a broker and a database of the user’s own leave nothing embedded', () => {
  const env = { KAFKA_BROKERS: 'kafka:9092', DATABASE_URL: 'postgresql://x' };
  const { broker: _, postgres: __, ...rest } = ports;
  expect(portWishes(env)).not.toHaveProperty('broker');
  const plan = makePlan({ ...input, env, ports: rest as typeof ports });
  expect(plan.embedded).toBeNull();
  expect(plan.liveMap.env.KAFKA_BROKERS).toBe('kafka:9092');
});

test('D5 --lan opens the web and the live map alone, to this machine’s own names', () => {
  const plan = makePlan({ ...input, lanHosts: ['192.168.1.5'] });
  expect(plan.web.env).toMatchObject({
    HOST: '0.0.0.0',
    ALLOWED_HOSTS: 'localhost,127.0.0.1,192.168.1.5',
    ALLOWED_ORIGINS: 'http://localhost:3000,http://127.0.0.1:3000,http://192.168.1.5:3000',
  });
  expect(plan.liveMap.env.HOST).toBe('0.0.0.0');
  expect(plan.driverSpeed.env.HOST).toBe('127.0.0.1');
});
