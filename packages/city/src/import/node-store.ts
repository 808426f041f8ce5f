const unitsPerDeg = 1e7;

/** Node positions by OSM id, 16 bytes each: an extract may hold tens of millions. */
export interface NodeStore {
  readonly size: number;
  add(id: number, latitude: number, longitude: number): void;
  /** Index of a node, −1 when it is not there. Of ids added twice one is found. */
  indexOf(id: number): number;
  latitudeAt(index: number): number;
  longitudeAt(index: number): number;
}

/** An empty store. Cheapest when ids come in rising order, as extracts have them. */
export function nodeStore(): NodeStore {
  let ids = new Float64Array(1 << 16);
  let latitudes = new Int32Array(1 << 16);
  let longitudes = new Int32Array(1 << 16);
  let size = 0;
  let sorted = true;

  const grow = () => {
    const more = <T extends Float64Array | Int32Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    ids = more(ids, new Float64Array(ids.length * 2));
    latitudes = more(latitudes, new Int32Array(latitudes.length * 2));
    longitudes = more(longitudes, new Int32Array(longitudes.length * 2));
  };
  const sort = () => {
    const order = Uint32Array.from({ length: size }, (_, i) => i).sort((a, b) => ids[a] - ids[b] || a - b);
    ids = Float64Array.from(order, (i) => ids[i]);
    latitudes = Int32Array.from(order, (i) => latitudes[i]);
    longitudes = Int32Array.from(order, (i) => longitudes[i]);
    sorted = true;
  };

  return {
    get size() {
      return size;
    },
    add: (id, latitude, longitude) => {
      if (size === ids.length) grow();
      if (size > 0 && id < ids[size - 1]) sorted = false;
      ids[size] = id;
      latitudes[size] = Math.round(latitude * unitsPerDeg);
      longitudes[size] = Math.round(longitude * unitsPerDeg);
      size++;
    },
    indexOf: (id) => {
      if (!sorted) sort();
      let low = 0;
      let high = size - 1;
      while (low <= high) {
        const middle = (low + high) >>> 1;
        if (ids[middle] === id) return middle;
        if (ids[middle] < id) low = middle + 1;
        else high = middle - 1;
      }
      return -1;
    },
    latitudeAt: (index) => latitudes[index] / unitsPerDeg,
    longitudeAt: (index) => longitudes[index] / unitsPerDeg,
  };
}
