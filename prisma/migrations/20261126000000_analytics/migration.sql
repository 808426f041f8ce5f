-- DropIndex
DROP INDEX "speed_window_window_start_ms_driver_id_idx";

-- DropIndex
DROP INDEX "speed_window_driver_id_window_start_ms_idx";

-- DropIndex
DROP INDEX "speed_rollup_window_start_ms_driver_id_idx";

-- DropIndex
DROP INDEX "speed_rollup_driver_id_window_start_ms_idx";

-- AlterTable
ALTER TABLE "partition_progress" ADD COLUMN     "city" TEXT;

-- AlterTable
ALTER TABLE "speed_window" ADD COLUMN     "moving_ms" INTEGER,
ADD COLUMN     "idle_ms" INTEGER;

-- AlterTable
ALTER TABLE "speed_rollup" ADD COLUMN     "moving_ms" INTEGER,
ADD COLUMN     "idle_ms" INTEGER;

-- CreateTable
CREATE TABLE "street_speed" (
    "partition" INTEGER NOT NULL,
    "window_start_ms" BIGINT NOT NULL,
    "log_id" UUID NOT NULL,
    "street" TEXT NOT NULL,
    "limit_kmh" SMALLINT NOT NULL,
    "distance_mm" BIGINT NOT NULL,
    "time_ms" BIGINT NOT NULL,
    "over_ms" BIGINT NOT NULL,

    CONSTRAINT "street_speed_pkey" PRIMARY KEY ("partition","window_start_ms","log_id","street","limit_kmh")
);

-- CreateTable
CREATE TABLE "street_rollup" (
    "partition" INTEGER NOT NULL,
    "window_start_ms" BIGINT NOT NULL,
    "log_id" UUID NOT NULL,
    "street" TEXT NOT NULL,
    "limit_kmh" SMALLINT NOT NULL,
    "distance_mm" BIGINT NOT NULL,
    "time_ms" BIGINT NOT NULL,
    "over_ms" BIGINT NOT NULL,

    CONSTRAINT "street_rollup_pkey" PRIMARY KEY ("partition","window_start_ms","log_id","street","limit_kmh")
);

-- CreateTable
CREATE TABLE "cell_speed" (
    "partition" INTEGER NOT NULL,
    "window_start_ms" BIGINT NOT NULL,
    "log_id" UUID NOT NULL,
    "x" INTEGER NOT NULL,
    "y" INTEGER NOT NULL,
    "distance_mm" BIGINT NOT NULL,
    "time_ms" BIGINT NOT NULL,

    CONSTRAINT "cell_speed_pkey" PRIMARY KEY ("partition","window_start_ms","log_id","x","y")
);

-- CreateTable
CREATE TABLE "cell_rollup" (
    "partition" INTEGER NOT NULL,
    "window_start_ms" BIGINT NOT NULL,
    "log_id" UUID NOT NULL,
    "x" INTEGER NOT NULL,
    "y" INTEGER NOT NULL,
    "distance_mm" BIGINT NOT NULL,
    "time_ms" BIGINT NOT NULL,

    CONSTRAINT "cell_rollup_pkey" PRIMARY KEY ("partition","window_start_ms","log_id","x","y")
);

-- CreateTable
CREATE TABLE "speeding_window" (
    "partition" INTEGER NOT NULL,
    "window_start_ms" BIGINT NOT NULL,
    "log_id" UUID NOT NULL,
    "driver_id" TEXT NOT NULL,
    "street" TEXT NOT NULL,
    "limit_kmh" SMALLINT NOT NULL,
    "until_ms" INTEGER[],
    "time_ms" INTEGER[],
    "distance_mm" INTEGER[],

    CONSTRAINT "speeding_window_pkey" PRIMARY KEY ("partition","window_start_ms","log_id","driver_id","street","limit_kmh")
);

-- CreateIndex
CREATE INDEX "speeding_window_driver_id_window_start_ms_idx" ON "speeding_window"("driver_id", "window_start_ms");

-- CreateIndex
CREATE INDEX "speed_window_window_start_ms_partition_idx" ON "speed_window"("window_start_ms", "partition");

-- CreateIndex
CREATE INDEX "speed_rollup_window_start_ms_partition_idx" ON "speed_rollup"("window_start_ms", "partition");

-- A row is changed many times in its 5 minutes and then no more: with room in its page the indexes need not know.
ALTER TABLE "street_speed" SET (fillfactor = 70);
ALTER TABLE "cell_speed" SET (fillfactor = 70);
