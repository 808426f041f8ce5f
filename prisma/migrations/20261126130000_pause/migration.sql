-- AlterTable
ALTER TABLE "partition_progress" ADD COLUMN     "paused_at" TIMESTAMPTZ(3);
