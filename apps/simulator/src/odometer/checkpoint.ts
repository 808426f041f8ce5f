import { z } from 'zod';

const sums = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]);

/** Where each partition stands: the last record counted and the drivers' sums after it. */
export const checkpointSchema = z.object({
  version: z.literal(1),
  partitions: z.record(
    z.string(),
    z.object({ position: z.string(), drivers: z.array(z.tuple([z.string(), sums])) }),
  ),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** A checkpoint from a file's bytes, null when there is none or it cannot be read: then all is counted anew. */
export function parseCheckpoint(bytes: Uint8Array | null): Checkpoint | null {
  if (bytes === null) return null;
  try {
    return checkpointSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return null;
  }
}
