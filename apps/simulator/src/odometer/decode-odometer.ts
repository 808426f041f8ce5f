import { type DriverOdometer, driverOdometerSchema } from '@rumo/events';

const utf8 = new TextDecoder();

/** Reads one record of `driver-odometer`; null when it is not one. */
export function decodeOdometer(value: Uint8Array | null): DriverOdometer | null {
  if (value === null || value.length > 1_024) return null;
  try {
    const result = driverOdometerSchema.safeParse(JSON.parse(utf8.decode(value)));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}
