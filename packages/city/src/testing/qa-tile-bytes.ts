import { PbfWriter } from 'pbf';

export interface QaFeature {
  readonly kind: 'point' | 'line' | 'area';
  readonly tags: Readonly<Record<string, string | number>>;
  /** [x, y] in the tile's units; rings of areas without their closing point. */
  readonly parts: readonly (readonly (readonly [number, number])[])[];
}

export const qaExtent = 1_048_576;
const typeOf = { point: 1, line: 2, area: 3 } as const;

/** A vector tile with one layer, as QA tiles are (Mapbox Vector Tile specification 2.1). */
export function qaTileBytes(features: readonly QaFeature[], layerName = 'osm'): Uint8Array {
  const keys: string[] = [];
  const values: (string | number)[] = [];
  const numberIn = <T>(list: T[], item: T): number => {
    const at = list.indexOf(item);
    return at >= 0 ? at : list.push(item) - 1;
  };
  const layer = new PbfWriter();
  layer.writeVarintField(15, 2);
  layer.writeStringField(1, layerName);
  for (const { kind, tags, parts } of features) {
    const feature = new PbfWriter();
    feature.writePackedVarint(
      2,
      Object.entries(tags).flatMap(([key, value]) => [numberIn(keys, key), numberIn(values, value)]),
    );
    feature.writeVarintField(3, typeOf[kind]);
    feature.writePackedVarint(4, commandsOf(kind, parts));
    layer.writeBytesField(2, feature.finish());
  }
  for (const key of keys) layer.writeStringField(3, key);
  for (const value of values) {
    const message = new PbfWriter();
    if (typeof value === 'string') message.writeStringField(1, value);
    else message.writeVarintField(5, value);
    layer.writeBytesField(4, message.finish());
  }
  layer.writeVarintField(5, qaExtent);
  const tile = new PbfWriter();
  tile.writeBytesField(3, layer.finish());
  return tile.finish();
}

/** MoveTo 1, LineTo 2, ClosePath 7, each with a count above its three bits; steps are zigzag differences. */
function commandsOf(kind: QaFeature['kind'], parts: QaFeature['parts']): number[] {
  let [x, y] = [0, 0];
  const step = ([toX, toY]: readonly [number, number]): number[] => {
    const steps = [toX - x, toY - y].map((d) => (d < 0 ? -2 * d - 1 : 2 * d));
    [x, y] = [toX, toY];
    return steps;
  };
  return parts.flatMap(([first, ...rest]) => [
    (1 << 3) | 1,
    ...step(first),
    ...(rest.length > 0 ? [(rest.length << 3) | 2, ...rest.flatMap(step)] : []),
    ...(kind === 'area' ? [(1 << 3) | 7] : []),
  ]);
}
