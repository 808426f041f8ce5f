import { emptyRow, Vehicle } from './vehicle.ts';

/** Gives vehicles their slots and rows. */
export interface VehicleRows {
  create(driverId: string, handle: number, arrivalMs: number): Vehicle;
  /** Whoever still holds the vehicle reads from now on that it has no fix. */
  end(vehicle: Vehicle): void;
  /** The slot and its row may be another one's. */
  giveBack(slot: number): void;
}

const rowsPerPage = 1_024;

export function createVehicleRows(): VehicleRows {
  const empty = emptyRow();
  // Pages stay where they are: a vehicle keeps its own.
  const pages: Float64Array[] = [];
  const free: number[] = [];
  let used = 0;
  return {
    create(driverId, handle, arrivalMs) {
      const slot = free.pop() ?? used++;
      const page = Math.floor(slot / rowsPerPage);
      if (page === pages.length) pages.push(new Float64Array(rowsPerPage * empty.length));
      const from = (slot % rowsPerPage) * empty.length;
      pages[page].set(empty, from);
      const vehicle = new Vehicle(driverId, handle, slot, pages[page], from);
      vehicle.lastArrivalMs = arrivalMs;
      return vehicle;
    },
    end(vehicle) {
      vehicle.row = empty;
      vehicle.from = 0;
    },
    giveBack: (slot) => void free.push(slot),
  };
}
