import java.nio.ByteBuffer;

/** The time of one partition and what became of its records (W1, W6, W10, W13). */
final class Clock {
  static final long NONE = Long.MIN_VALUE / 2;

  long arrivalMs = NONE;
  long greatestMs = NONE;
  long closedThroughMs = NONE;
  long read;
  long used;
  long duplicates;
  long conflicts;
  long late;
  long rejected;
  long otherTypes;

  byte[] toBytes() {
    return ByteBuffer.allocate(80)
        .putLong(arrivalMs).putLong(greatestMs).putLong(closedThroughMs)
        .putLong(read).putLong(used).putLong(duplicates).putLong(conflicts)
        .putLong(late).putLong(rejected).putLong(otherTypes)
        .array();
  }

  static Clock of(byte[] bytes) {
    Clock clock = new Clock();
    if (bytes == null) return clock;
    ByteBuffer from = ByteBuffer.wrap(bytes);
    clock.arrivalMs = from.getLong();
    clock.greatestMs = from.getLong();
    clock.closedThroughMs = from.getLong();
    clock.read = from.getLong();
    clock.used = from.getLong();
    clock.duplicates = from.getLong();
    clock.conflicts = from.getLong();
    clock.late = from.getLong();
    clock.rejected = from.getLong();
    clock.otherTypes = from.getLong();
    return clock;
  }
}
