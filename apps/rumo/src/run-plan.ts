import type { ChildSpec } from './child.ts';
import type { DataLock } from './data-lock.ts';
import { lanAddresses, qrCode } from './lan.ts';
import { formatLogLine } from './log-line.ts';
import { migrateDatabase } from './migrate-database.ts';
import type { Plan, PortName } from './plan.ts';
import type { ChosenPort } from './ports.ts';
import { createProgress } from './progress.ts';
import { watchReady } from './ready-watch.ts';
import { createStop } from './stop-in-order.ts';
import { type Supervised, supervise } from './supervisor.ts';
import { buildWeb, staleWeb } from './web-build.ts';

export interface RunInput {
  readonly root: string;
  readonly dataDir: string;
  readonly plan: Plan;
  readonly ports: Readonly<Record<PortName, ChosenPort>>;
  readonly lock: DataLock;
  readonly lan: boolean;
  readonly startedMs: number;
  readonly installMs: number;
}

/** Brings the parts up in their order, each as soon as what it needs is there, and stops them in the reverse one. */
export async function runPlan(input: RunInput): Promise<void> {
  const { plan, root, lock } = input;
  const write = (text: string) => process.stdout.write(text);
  const { step, say } = createProgress(write, Date.now);
  const running: Supervised[] = [];
  const aborted = new AbortController();
  const launch = (spec: ChildSpec, message?: (message: Readonly<Record<string, unknown>>) => void) => {
    aborted.signal.throwIfAborted();
    const supervised = supervise(spec, {
      line: (line) => write(`${formatLogLine(spec.name, line)}\n`),
      message,
    });
    running.push(supervised);
    return supervised;
  };
  const stop = createStop(running, aborted, lock, say);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0));

  say(`Rumo starts; its data is in ${input.dataDir}`);
  for (const { port, insteadOf } of Object.values(input.ports)) {
    if (insteadOf !== null) say(`  Port ${insteadOf} is taken; ${port} serves instead.`);
  }
  try {
    const { broker, database } = startEmbedded(plan, launch);
    const cars = async () => {
      await step('broker', broker);
      await Promise.all([
        step('simulator: first positions sent', launch(plan.simulator).firstReady),
        step('live map: caught up', launch(plan.liveMap).firstReady),
      ]);
    };
    const speeds = async () => {
      await step('database', database);
      await step('database schema', migrateDatabase(root, plan.databaseUrl));
      await step('driver speed', launch(plan.driverSpeed).firstReady);
    };
    const pages = async () => {
      const stale = await staleWeb(root);
      if (stale !== null) {
        say(
          stale.isBuilt
            ? '  The sources of the web pages have changed: they are built anew.'
            : '  The web pages are built, once.',
        );
        await step('web pages built', buildWeb(root, stale.hash, aborted.signal));
      }
      await step('web', launch(plan.web).firstReady);
    };
    const moving = Promise.all([cars(), pages()]);
    const everything = Promise.all([moving, speeds()]);
    // Whichever part cannot start ends the start; the speeds are not waited for to say that cars move.
    await Promise.race([moving, everything]);
    await lock.setAddress(plan.address);
    sayReady(input, say);
    await everything;
    void watchReady(plan.watched, say, aborted.signal);
  } catch (error) {
    if (aborted.signal.aborted) return;
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    await stop(1);
  }
}

/** The broker and the database: embedded where the environment names none. */
function startEmbedded(
  plan: Plan,
  launch: (spec: ChildSpec, message?: (message: Readonly<Record<string, unknown>>) => void) => Supervised,
): { broker: Promise<void>; database: Promise<void> } {
  if (plan.embedded === null) return { broker: Promise.resolve(), database: Promise.resolve() };
  let brokerReady: () => void = () => {};
  const broker = new Promise<void>((resolve) => {
    brokerReady = resolve;
  });
  const embedded = launch(plan.embedded, (message) => {
    if ('brokerReady' in message) brokerReady();
  });
  // Ready is said when both are up; a broker that cannot start is told by that, too.
  return { broker: Promise.race([broker, embedded.firstReady]), database: embedded.firstReady };
}

function sayReady(input: RunInput, say: (line: string) => void): void {
  const { plan, startedMs, installMs, lan, ports } = input;
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  const apart = installMs === 0 ? '' : `, and ${seconds(installMs)} s of installing before`;
  say('');
  say(`  Cars move ${seconds(Date.now() - startedMs - installMs)} s after the start${apart}.`);
  say(`  ${plan.address}`);
  if (lan) {
    for (const address of lanAddresses()) {
      const url = `http://${address}:${ports.web.port}`;
      say('');
      say(qrCode(url));
      say(`  ${url}`);
    }
    say('  Everybody on this network can now see the map and the speeds.');
  }
  say('  Ctrl-C stops it; the data stays for the next start.');
  say('');
}
