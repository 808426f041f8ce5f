/** What a change list keeps in its items. */
export interface Changing<T> {
  /** The revision of the item's last change; 0: not in the list. */
  revision: number;
  older: T | null;
  newer: T | null;
}

/**
 * Items in the order of their last change, each once: "all that changed since revision r" is a walk back from the
 * newest that takes as long as its answer, however long ago r was.
 */
export interface ChangeList<T> {
  readonly revision: number;
  /** The item changed: it gets the next revision. */
  touch(item: T): void;
  /** The item is gone; that too is a revision. */
  remove(item: T): void;
  /** Visits the items with a revision above `revision`, the newest first. */
  forEachSince(revision: number, visit: (item: T) => void): void;
}

export function createChangeList<T extends Changing<T>>(): ChangeList<T> {
  let newest: T | null = null;
  let revision = 0;
  const unlink = (item: T) => {
    if (item.older !== null) item.older.newer = item.newer;
    if (item.newer !== null) item.newer.older = item.older;
    if (newest === item) newest = item.older;
    item.older = null;
    item.newer = null;
  };
  return {
    get revision() {
      return revision;
    },
    touch(item) {
      unlink(item);
      item.revision = ++revision;
      item.older = newest;
      if (newest !== null) newest.newer = item;
      newest = item;
    },
    remove(item) {
      unlink(item);
      item.revision = 0;
      revision++;
    },
    forEachSince(since, visit) {
      for (let item = newest; item !== null && item.revision > since; item = item.older) visit(item);
    },
  };
}
