import { z } from 'zod';
import type { ResumePoint } from '../windows/resume-point.ts';
import { storedClockSchema } from '../windows/stream-clock.ts';
import type { Ownership } from './progress.ts';

const sum = z.coerce.number().int().nonnegative();
const epochMs = z.coerce.number().int();

/** A row of partition_progress as `takeOverSql` returns it: 64-bit numbers as text. */
const rowSchema = z.object({
  version: z.string(),
  log_id: z.string(),
  after_position: z.string().nullable(),
  after_arrival_ms: epochMs.nullable(),
  closed_through_ms: epochMs.nullable(),
  resume_position: z.string().nullable(),
  resume_clock: z
    .object({
      clock: storedClockSchema,
      earlyCloses: z.array(z.object({ afterPosition: z.string(), throughMs: z.number() })),
    })
    .nullable(),
  read: sum,
  used: sum,
  duplicates: sum,
  conflicts: sum,
  late: sum,
  rejected: sum,
  other_types: sum,
  outliers: sum,
  log_gaps: sum,
  idle_disagreements: sum,
  rejected_by_reason: z.record(z.string(), z.number()),
  paused: z.boolean(),
});

/** Throws when the row is not one that driver-speed wrote. */
export function ownershipOf(row: unknown): Ownership {
  const stored = rowSchema.parse(row);
  const { after_position: position, after_arrival_ms: arrivalMs, resume_position, resume_clock } = stored;
  const { read, used, duplicates, conflicts, late, rejected, outliers } = stored;
  return {
    version: stored.version,
    paused: stored.paused,
    progress: {
      logId: stored.log_id,
      after: position === null || arrivalMs === null ? null : { position, arrivalMs },
      closedThroughMs: stored.closed_through_ms ?? Number.NEGATIVE_INFINITY,
      resume:
        resume_position === null || resume_clock === null
          ? null
          : { position: resume_position, ...resume_clock },
      counts: {
        read,
        used,
        duplicates,
        conflicts,
        late,
        rejected,
        outliers,
        otherTypes: stored.other_types,
        logGaps: stored.log_gaps,
        idleDisagreements: stored.idle_disagreements,
      },
      rejectedByReason: stored.rejected_by_reason,
    },
  };
}

/** resume_clock: JSON writes the infinities of "none yet" as null, and the schema above reads them so. */
export function resumeClockJson(resume: ResumePoint): string {
  return JSON.stringify({ clock: resume.clock, earlyCloses: resume.earlyCloses });
}
