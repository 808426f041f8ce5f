import type { Position } from '@rumo/geo';
import { chainLines } from './chain-lines.ts';
import { type Ring, ringContains, signedAreaM2 } from './rings.ts';

/**
 * The polygons of a multipolygon relation: its member ways joined to closed rings, each hole put into the smallest
 * outer ring around it. Rings that do not close, for lack of a way, are left out. Nodes are numbers of `positions`.
 */
export function multipolygonOf(
  members: readonly { readonly role: string; readonly nodes: readonly number[] }[],
  positions: readonly Position[],
): Ring[][] {
  const ringsOf = (isWanted: (role: string) => boolean): Ring[] =>
    chainLines(
      members
        .filter((member) => isWanted(member.role) && member.nodes.length > 1)
        .map((member) => ({ nodes: member.nodes, oneway: false })),
      () => 0,
    )
      .filter(({ nodes }) => nodes.length > 3 && nodes[0] === nodes[nodes.length - 1])
      .map(({ nodes }) => nodes.map((node) => positions[node]));
  return polygonsOf(
    ringsOf((role) => role !== 'inner'),
    ringsOf((role) => role === 'inner'),
  );
}

/** Polygons from outer rings and holes; a hole that no outer ring holds is left out. */
export function polygonsOf(outers: readonly Ring[], holes: readonly Ring[]): Ring[][] {
  const polygons = outers
    .map((outer) => ({ rings: [outer], sizeM2: Math.abs(signedAreaM2(outer)) }))
    .sort((a, b) => a.sizeM2 - b.sizeM2);
  for (const hole of holes) {
    polygons.find(({ rings }) => ringContains(rings[0], hole[0]))?.rings.push(hole);
  }
  return polygons.map(({ rings }) => rings);
}
