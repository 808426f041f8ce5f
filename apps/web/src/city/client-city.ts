/** GET /api/city: what the browser needs to draw the city. `layers` maps a layer's name to its address. */
export interface ClientCity {
  readonly id: string;
  readonly name: string;
  readonly center: { readonly latitude: number; readonly longitude: number };
  readonly bounds: readonly [west: number, south: number, east: number, north: number];
  readonly attribution: string;
  readonly layers: Readonly<Record<string, string>>;
}

/** A layer's file name: it carries the hash, so that a changed file has another address. */
export function layerFileName(layer: string, sha256: string): string {
  return `${layer}.${sha256.slice(0, 16)}.geojson`;
}

/** The layer and hash in a file name, null when it is none of ours. */
export function parseLayerFileName(name: string): { readonly layer: string; readonly hash: string } | null {
  const match = /^([a-z][a-z0-9-]*)\.([0-9a-f]{16})\.geojson$/.exec(name);
  return match ? { layer: match[1], hash: match[2] } : null;
}
