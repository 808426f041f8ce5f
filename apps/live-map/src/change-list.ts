import { doubled } from './doubled.ts';

/** What a change list keeps in its items: the revision of the item's last change; 0: none. */
export interface Changing {
  revision: number;
}

/** Items in the order of their last change, each once, since somebody last said to forget. */
export interface ChangeList<T> {
  readonly revision: number;
  /** The item changed: it gets the next revision. */
  touch(item: T): void;
  /** The item is gone; that too is a revision. */
  remove(item: T): void;
  /** Visits the items that changed, the newest last. */
  forEach(visit: (item: T) => void): void;
  forget(): void;
}

export function createChangeList<T extends Changing>(): ChangeList<T> {
  // One note for each change. Those whose item has changed again since count no more.
  const items: (T | null)[] = [];
  let revisions = new Float64Array(64);
  let notes = 0;
  const newest = { revision: 0 };

  /** Keeps the notes that count; doubles the room where that is most of them. */
  function makeRoom(): void {
    const before = notes;
    notes = 0;
    for (let i = 0; i < before; i++) {
      const item = items[i];
      if (item?.revision !== revisions[i]) continue;
      items[notes] = item;
      revisions[notes++] = revisions[i];
    }
    items.fill(null, notes);
    if (notes > before / 2) revisions = doubled(revisions);
  }

  return {
    get revision() {
      return newest.revision;
    },
    touch(item) {
      if (notes === revisions.length) makeRoom();
      const revision = ++newest.revision;
      item.revision = revision;
      items[notes] = item;
      revisions[notes++] = revision;
    },
    remove(item) {
      item.revision = 0;
      newest.revision++;
    },
    forEach(visit) {
      for (let i = 0; i < notes; i++) {
        const item = items[i];
        if (item?.revision === revisions[i]) visit(item);
      }
    },
    forget() {
      items.fill(null, 0, notes);
      notes = 0;
    },
  };
}
