import { expect, test } from 'vitest';
import { leftOutWithout } from '../harness/outside-tool.ts';
import { docker, hasDocker, root } from './docker.ts';

const noDocker = leftOutWithout('Docker with Compose v2', await hasDocker());

interface Config {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly image?: string;
        readonly ports?: readonly { readonly host_ip?: string; readonly published?: string }[];
        readonly environment?: Readonly<Record<string, string>>;
        readonly deploy?: { readonly replicas?: number };
      }
    >
  >;
}

async function config(
  env: Readonly<Record<string, string>> = {},
  ...args: string[]
): Promise<Config['services']> {
  const file = `${root}/docker-compose.yml`;
  const text = await docker(['compose', '-f', file, ...args, 'config', '--format', 'json'], env);
  return (JSON.parse(text) as Config).services;
}

test.skipIf(noDocker)('only the edge is published, on this machine alone', async () => {
  const published = Object.entries(await config()).flatMap(([name, { ports = [] }]) =>
    ports.map((port) => `${name} ${port.host_ip} ${port.published}`),
  );
  expect(published).toEqual(['edge 127.0.0.1 3000']);
});

test.skipIf(noDocker)(
  'D5 RUMO_ADDRESS is allowed as host and as origin, and RUMO_BIND opens the edge',
  async () => {
    const services = await config({ RUMO_BIND: '0.0.0.0', RUMO_ADDRESS: '192.168.1.5', RUMO_PORT: '8000' });
    expect(services.edge.ports).toMatchObject([{ host_ip: '0.0.0.0', published: '8000' }]);
    const { ALLOWED_ORIGINS, ALLOWED_HOSTS } = services['live-map'].environment ?? {};
    expect(ALLOWED_ORIGINS.split(',')).toEqual([
      'http://localhost:8000',
      'http://127.0.0.1:8000',
      'http://192.168.1.5:8000',
    ]);
    expect(ALLOWED_HOSTS.split(',')).toContain('192.168.1.5');
    expect(services.web.environment?.ALLOWED_HOSTS.split(',')).toContain('192.168.1.5');
  },
);

test.skipIf(noDocker)('LIVE_MAP_REPLICAS and DRIVER_SPEED_REPLICAS say how many there are', async () => {
  const services = await config({ LIVE_MAP_REPLICAS: '3', DRIVER_SPEED_REPLICAS: '2' });
  expect(services['live-map'].deploy?.replicas).toBe(3);
  expect(services['driver-speed'].deploy?.replicas).toBe(2);
});

test.skipIf(noDocker)('every image of others is pinned, tools included', async () => {
  const services = await config({}, '--profile', 'tools');
  const images = Object.values(services).map(({ image }) => image ?? '');
  for (const image of images.filter((it) => !it.endsWith('-services') && !it.endsWith('-web')))
    expect(image).toMatch(/^(nginx:stable-alpine|postgres:17-alpine|[a-z/-]+:v?\d+\.\d+\.\d+)$/);
  expect(Object.keys(services)).toEqual(expect.arrayContaining(['kafka-ui', 'prometheus', 'grafana']));
});
