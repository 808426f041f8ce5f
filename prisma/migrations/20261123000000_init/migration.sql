-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "partition_progress" (
    "partition" INTEGER NOT NULL,
    "log_id" UUID NOT NULL,
    "version" BIGINT NOT NULL DEFAULT 0,
    "after_position" TEXT,
    "after_arrival_ms" BIGINT,
    "closed_through_ms" BIGINT,
    "open_from_ms" BIGINT,
    "at_end" BOOLEAN NOT NULL DEFAULT false,
    "resume_position" TEXT,
    "resume_clock" JSONB,
    "read" BIGINT NOT NULL DEFAULT 0,
    "used" BIGINT NOT NULL DEFAULT 0,
    "duplicates" BIGINT NOT NULL DEFAULT 0,
    "conflicts" BIGINT NOT NULL DEFAULT 0,
    "late" BIGINT NOT NULL DEFAULT 0,
    "rejected" BIGINT NOT NULL DEFAULT 0,
    "other_types" BIGINT NOT NULL DEFAULT 0,
    "outliers" BIGINT NOT NULL DEFAULT 0,
    "log_gaps" BIGINT NOT NULL DEFAULT 0,
    "idle_disagreements" BIGINT NOT NULL DEFAULT 0,
    "rejected_by_reason" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "partition_progress_pkey" PRIMARY KEY ("partition")
);

-- CreateTable
CREATE TABLE "speed_window" (
    "log_id" UUID NOT NULL,
    "partition" INTEGER NOT NULL,
    "driver_id" TEXT NOT NULL,
    "window_start_ms" BIGINT NOT NULL,
    "distance_m" DOUBLE PRECISION NOT NULL,
    "time_s" DOUBLE PRECISION NOT NULL,
    "fixes" INTEGER NOT NULL,
    "outliers" INTEGER NOT NULL,
    "partial" BOOLEAN NOT NULL,

    CONSTRAINT "speed_window_pkey" PRIMARY KEY ("log_id","partition","driver_id","window_start_ms")
);

-- CreateTable
CREATE TABLE "speed_rollup" (
    "log_id" UUID NOT NULL,
    "partition" INTEGER NOT NULL,
    "driver_id" TEXT NOT NULL,
    "window_start_ms" BIGINT NOT NULL,
    "distance_m" DOUBLE PRECISION NOT NULL,
    "time_s" DOUBLE PRECISION NOT NULL,
    "fixes" INTEGER NOT NULL,
    "outliers" INTEGER NOT NULL,
    "partial" BOOLEAN NOT NULL,

    CONSTRAINT "speed_rollup_pkey" PRIMARY KEY ("log_id","partition","driver_id","window_start_ms")
);

-- CreateTable
CREATE TABLE "true_speed_window" (
    "driver_id" TEXT NOT NULL,
    "window_start_ms" BIGINT NOT NULL,
    "distance_m" DOUBLE PRECISION NOT NULL,
    "time_s" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "true_speed_window_pkey" PRIMARY KEY ("driver_id","window_start_ms")
);

-- CreateTable
CREATE TABLE "rejected_event" (
    "log_id" UUID NOT NULL,
    "partition" INTEGER NOT NULL,
    "position" TEXT NOT NULL,
    "arrival_ms" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "key" BYTEA,
    "value" BYTEA,

    CONSTRAINT "rejected_event_pkey" PRIMARY KEY ("log_id","partition","position")
);

-- CreateIndex
CREATE INDEX "speed_window_window_start_ms_driver_id_idx" ON "speed_window"("window_start_ms", "driver_id");

-- CreateIndex
CREATE INDEX "speed_window_driver_id_window_start_ms_idx" ON "speed_window"("driver_id", "window_start_ms");

-- CreateIndex
CREATE INDEX "speed_rollup_window_start_ms_driver_id_idx" ON "speed_rollup"("window_start_ms", "driver_id");

-- CreateIndex
CREATE INDEX "speed_rollup_driver_id_window_start_ms_idx" ON "speed_rollup"("driver_id", "window_start_ms");

-- CreateIndex
CREATE INDEX "true_speed_window_window_start_ms_idx" ON "true_speed_window"("window_start_ms");

-- CreateIndex
CREATE INDEX "rejected_event_arrival_ms_idx" ON "rejected_event"("arrival_ms");
