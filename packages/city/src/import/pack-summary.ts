import { buildGraph } from '../build-graph.ts';
import type { CityInfo } from '../street-graph.ts';
import type { MadeCity } from './make-city.ts';

/** What was made, in a few lines for people. */
export function packSummary({ report, seaNote }: MadeCity, info: CityInfo, compressedBytes: number): string {
  const { nodes, streets } = report.network;
  const graph = buildGraph(nodes, streets);
  const lengthM = graph.edgeLengthM.reduce(
    (sum, length, edge) =>
      graph.edgeReverse[edge] >= 0 && graph.edgeReverse[edge] < edge ? sum : sum + length,
    0,
  );
  const number = (value: number) => Math.round(value).toLocaleString('en');
  return [
    `${info.name}: ${number(graph.nodeCount)} nodes, ${number(graph.edgeCount)} edges, ` +
      `${number(lengthM / 1000)} km of streets, ${number(graph.names.length - 1)} names`,
    `${(report.connectedShare * 100).toFixed(1)} % of the drivable length is connected and kept`,
    seaNote,
    `data of ${info.dataDate ?? 'unknown date'}, ${number(compressedBytes / 1000)} kB in ${Object.keys(info.files).length} files`,
  ].join('\n');
}
