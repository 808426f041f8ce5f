import { freePorts } from '../harness/free-ports.ts';
import { until } from '../harness/until.ts';
import { docker, root } from './docker.ts';

export interface Container {
  readonly id: string;
  readonly restarts: number;
  /** `healthy`, `starting`, `unhealthy`, or what the container is when it has no health: `exited`. */
  readonly state: string;
  readonly exitCode: number;
}

/** The product's own compose file as a project of its own, beside which a stack of the user's may run. */
export interface Stack {
  readonly address: string;
  readonly edgePort: number;
  readonly brokers: string;
  readonly databaseUrl: string;
  /** Runs `docker compose` on this project. */
  compose(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string>;
  containers(service: string): Promise<readonly Container[]>;
  /** Runs a command in one container. */
  exec(container: Container, command: readonly string[]): Promise<string>;
  /** Ends every process of the container at once, as a crash does; resolves when it is back and healthy. */
  crash(service: string, container: Container): Promise<void>;
  /** What each replica answers on `path`, such as `:3001/status`, asked from inside. */
  ask(service: string, path: string): Promise<readonly string[]>;
  remove(): Promise<void>;
}

export async function makeStack(): Promise<Stack> {
  const [edgePort, kafkaPort, postgresPort] = await freePorts(3);
  const project = `rumo-test-${process.pid}`;
  const own = {
    RUMO_PORT: String(edgePort),
    KAFKA_LOOPBACK_PORT: String(kafkaPort),
    POSTGRES_LOOPBACK_PORT: String(postgresPort),
  };
  const files = ['-f', `${root}/docker-compose.yml`, '-f', `${root}/tests/compose/loopback.yml`];
  const compose: Stack['compose'] = (args, env = {}) =>
    docker(['compose', '--progress', 'quiet', '-p', project, ...files, ...args], { ...own, ...env });

  async function containers(service: string): Promise<readonly Container[]> {
    const ids = (await compose(['ps', '-a', '-q', service])).split('\n').filter((id) => id !== '');
    return Promise.all(ids.map(inspect));
  }

  const exec: Stack['exec'] = ({ id }, command) => docker(['exec', id, ...command]);

  return {
    address: `http://localhost:${edgePort}`,
    edgePort,
    brokers: `127.0.0.1:${kafkaPort}`,
    databaseUrl: `postgresql://rumo:rumo@127.0.0.1:${postgresPort}/rumo`,
    compose,
    containers,
    exec,
    async crash(service, container) {
      // The command ends itself with all the others, and is then told as failed.
      await exec(container, ['sh', '-c', 'kill -9 -1']).catch(() => {});
      await until(
        `${service} is back`,
        async () => {
          const { restarts, state } = await inspect(container.id);
          return restarts > container.restarts && state === 'healthy';
        },
        240_000,
      );
    },
    async ask(service, path) {
      const script = `fetch('http://127.0.0.1${path}').then((r) => r.text()).then(console.log)`;
      const replicas = await containers(service);
      return Promise.all(replicas.map((it) => exec(it, ['node', '-e', script])));
    },
    async remove() {
      await compose(['--profile', '*', 'down', '-v', '--remove-orphans', '-t', '5']);
      await docker(['image', 'rm', `${project}-services`, `${project}-web`]).catch(() => {});
    },
  };
}

async function inspect(id: string): Promise<Container> {
  const format =
    '{{.RestartCount}} {{if .State.Health}}{{if .State.Running}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}{{else}}{{.State.Status}}{{end}} {{.State.ExitCode}}';
  const [restarts, state, exitCode] = (await docker(['inspect', '-f', format, id])).trim().split(' ');
  return { id, restarts: Number(restarts), state, exitCode: Number(exitCode) };
}
