import type { BoundingBox } from '@rumo/geo';
import type { Tags } from './source-map.ts';

export interface OsmNode {
  readonly kind: 'node';
  readonly id: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly tags: Tags;
}

export interface OsmWay {
  readonly kind: 'way';
  readonly id: number;
  readonly nodeIds: readonly number[];
  readonly tags: Tags;
}

export interface OsmRelation {
  readonly kind: 'relation';
  readonly id: number;
  readonly members: readonly { readonly type: string; readonly id: number; readonly role: string }[];
  readonly tags: Tags;
}

export interface OsmHeader {
  readonly kind: 'header';
  readonly bounds: BoundingBox | null;
  /** Epoch seconds up to which edits are in, null where it does not say. */
  readonly editsUntilS: number | null;
}

/** What an OpenStreetMap extract consists of; `editedS` (epoch seconds) where the extract keeps it. */
export type OsmObject = (OsmNode | OsmWay | OsmRelation | OsmHeader) & { readonly editedS?: number };

/** Reads an extract from its start, as often as asked. */
export type OsmObjects = () => AsyncIterable<OsmObject>;
