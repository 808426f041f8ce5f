import { activity } from '../core/fleet.ts';
import { placeOnEdge } from '../core/street-network.ts';
import { temperBounds } from '../core/temper.ts';
import { advance, type World } from '../core/world.ts';
import { silent } from './small-world.ts';

export interface LawReport {
  /** Sentences, one a broken law; at most some dozens. */
  readonly broken: string[];
  readonly movingMeanMps: number;
  /** Share of driver seconds by status: available, to_pickup, on_trip. */
  readonly shares: readonly [number, number, number];
  readonly rides: number;
}

interface Before {
  readonly edge: number;
  readonly offsetM: number;
  readonly speedMps: number;
  readonly odometerM: number;
  readonly latitude: number;
  readonly longitude: number;
}

/** Lets the world run for some simulated seconds and looks at every driver after each of them. */
export function checkDriving(world: World, seconds: number): LawReport {
  const { network, fleet, temper } = world.streets;
  const { graph } = network;
  const { columns } = fleet;
  const place = new Float64Array(3);
  const broken: string[] = [];
  const status = [0, 0, 0];
  let movingS = 0;
  let movingM = 0;
  const see = (driver: number): Before => {
    const edge = fleet.route[driver][columns.legIndex[driver]];
    placeOnEdge(network, edge, columns.offsetM[driver], place);
    return {
      edge,
      offsetM: columns.offsetM[driver],
      speedMps: columns.speedMps[driver],
      odometerM: columns.odometerM[driver],
      latitude: place[0],
      longitude: place[1],
    };
  };
  const fail = (driver: number, second: number, law: string) => {
    if (broken.length < 40) broken.push(`driver ${driver}, second ${second}: ${law}`);
  };
  let before = Array.from({ length: fleet.size }, (_, driver) => see(driver));
  for (let second = 1; second <= seconds; second++) {
    advance(world, (world.cursor.second + 1) * fleet.size, 0, silent);
    before = before.map((was, driver) => {
      const is = see(driver);
      const drivenM = is.odometerM - was.odometerM;
      const check = (holds: boolean, law: string) => {
        if (!holds) fail(driver, second, law);
      };
      check(is.offsetM >= 0 && is.offsetM <= network.lengthM[is.edge] + 1e-6, 'is off its edge');
      check(drivenM >= -1e-9, 'drives backwards');
      const topMps = Math.max(was.speedMps, is.speedMps) + temperBounds.accelerationMps2[1];
      check(drivenM <= topMps, `drives ${drivenM} m in a second at ${was.speedMps} → ${is.speedMps} m/s`);
      const jumpM = metresApart(was, is);
      check(jumpM <= drivenM * 1.002 + 0.01, `moves ${jumpM} m though it drove ${drivenM} m`);
      const limitMps = graph.edgeLimitMps[is.edge] * temper.limitFactor[driver];
      check(is.speedMps <= limitMps + 1e-6, `drives ${is.speedMps} m/s where it would drive ${limitMps}`);
      const changeMps = is.speedMps - was.speedMps;
      check(changeMps <= temper.accelerationMps2[driver] + 0.01, `speeds up by ${changeMps} m/s`);
      check(-changeMps <= temper.brakingMps2[driver] + 0.01, `brakes by ${-changeMps} m/s`);
      const way = wayFrom(world, driver, was.edge);
      check(way, `gets from edge ${was.edge} to ${is.edge}, which do not join`);
      const doing = columns.activity[driver];
      status[doing < activity.toPickup ? 0 : doing < activity.carrying ? 1 : 2]++;
      if (drivenM > 0.5) {
        movingS++;
        movingM += drivenM;
      }
      return is;
    });
    for (let driver = 0; driver < fleet.size; driver++) {
      const route = fleet.route[driver];
      for (let leg = 1; leg < route.length; leg++) {
        if (graph.edgeTo[route[leg - 1]] !== graph.edgeFrom[route[leg]])
          fail(driver, second, 'has a broken way');
      }
    }
  }
  const total = fleet.size * seconds;
  return {
    broken,
    movingMeanMps: movingM / movingS,
    shares: [status[0] / total, status[1] / total, status[2] / total],
    rides: columns.tripNumber.reduce((sum, trips) => sum + trips, 0),
  };
}

/** Whether the edge a driver is on follows from `edge`: the same, or reached forward along its present way. */
function wayFrom(world: World, driver: number, edge: number): boolean {
  const { fleet, network } = world.streets;
  const route = fleet.route[driver];
  const at = fleet.columns.legIndex[driver];
  if (route[at] === edge || route.subarray(0, at + 1).includes(edge)) return true;
  // The way may have begun anew within the second, on the leg after.
  return network.graph.edgeTo[edge] === network.graph.edgeFrom[route[0]];
}

function metresApart(a: Before, b: Before): number {
  const northM = (b.latitude - a.latitude) * 111_195;
  const eastM = (b.longitude - a.longitude) * 111_195 * Math.cos((a.latitude * Math.PI) / 180);
  return Math.hypot(northM, eastM);
}
