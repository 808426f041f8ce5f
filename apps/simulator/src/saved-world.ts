import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StreetGraph } from '@rumo/city';
import type { Logger } from '@rumo/service';
import { openProgressFile, type ProgressFile, readProgress } from './adapters/progress-file.ts';
import { readIfThere, removeFiles, replaceFile } from './adapters/snapshot-file.ts';
import { type Stretch, stretchesToRepeat } from './core/progress.ts';
import { contentSettings, restoreWorld, snapshotOf } from './core/restore.ts';
import { decodeSnapshot, encodeSnapshot } from './core/snapshot-codec.ts';
import { newWorld, stepNumber, type World, type WorldSettings } from './core/world.ts';

export interface SavedWorldOptions {
  /** The folder for its files; made when missing. */
  readonly folder: string;
  readonly key: string;
  readonly graph: StreetGraph;
  readonly settings: WorldSettings;
  readonly nowMs: number;
  readonly logger: Logger;
}

/** A world and the files that let it go on after any end. */
export interface SavedWorld {
  readonly world: World;
  /** Wall minus simulated time at the world's last step; null for a world that begins. */
  readonly offsetMs: number | null;
  /** What the world must live again to be where it was last sent. */
  readonly repeat: readonly Stretch[];
  readonly progress: ProgressFile;
  /** Writes the world as it is now; false while an earlier write is still under way. */
  save(offsetMs: number): Promise<boolean>;
}

/** Loads the folder's world, or begins one and says why when there is none that fits. */
export async function openSavedWorld(options: SavedWorldOptions): Promise<SavedWorld> {
  const { folder, key, graph, settings, nowMs, logger } = options;
  await mkdir(folder, { recursive: true });
  const snapshotPath = join(folder, 'world.snapshot');
  const progressPath = join(folder, 'world.progress');
  const loaded = await load();
  if (loaded === null) await removeFiles(snapshotPath, progressPath);
  const world = loaded?.world ?? newWorld(graph, settings, nowMs.toString(36));
  let saving = false;
  const saved: SavedWorld = {
    world,
    offsetMs: loaded?.offsetMs ?? null,
    repeat: loaded?.repeat ?? [],
    progress: openProgressFile(progressPath),
    async save(offsetMs) {
      if (saving) return false;
      saving = true;
      try {
        await replaceFile(snapshotPath, encodeSnapshot(snapshotOf(world, key, offsetMs)));
        return true;
      } finally {
        saving = false;
      }
    },
  };
  // Before the first event: a world that was seen can go on.
  if (loaded === null) await saved.save(nowMs);
  return saved;

  async function load(): Promise<Pick<SavedWorld, 'world' | 'offsetMs' | 'repeat'> | null> {
    const bytes = await readIfThere(snapshotPath);
    if (bytes === null) return null;
    try {
      const snapshot = decodeSnapshot(bytes);
      const restored = restoreWorld(graph, settings, key, snapshot);
      const step = stepNumber(restored);
      const progress = readProgress(progressPath) ?? {
        name: snapshot.name,
        step,
        acknowledgedStep: step,
        offsets: [[step, snapshot.offsetMs] as const],
      };
      const repeat = stretchesToRepeat(snapshot.name, step, progress);
      if (repeat === null) throw new Error('the record of what was sent does not belong to it');
      // With other noise or faults the same fixes would have other contents: known ones must not change.
      const same = snapshot.settings === contentSettings(settings);
      return {
        world: restored,
        offsetMs: repeat.at(-1)?.offsetMs ?? snapshot.offsetMs,
        repeat: same ? repeat : repeat.map((stretch) => ({ ...stretch, send: false })),
      };
    } catch (error) {
      logger.warn(
        { file: snapshotPath },
        `the saved world is not used, a new one begins: ${(error as Error).message}`,
      );
      return null;
    }
  }
}
