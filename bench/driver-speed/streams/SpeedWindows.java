import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Windows of 10 s by the rules of docs/spec.md. One instance a partition: its stores and its time are the partition's.
 * Open windows are entries of `open` by (window start, driver), so that those of one window are neighbours.
 */
final class SpeedWindows implements Processor<byte[], byte[], byte[], byte[]> {
  private static final long WINDOW_MS = 10_000;
  private static final long GRACE_MS = 10_000;
  private static final long SILENCE_MS = 60_000;
  private static final long GAP_MS = 60_000;
  private static final long FUTURE_MS = 60_000;
  private static final Bytes CLOCK = Bytes.wrap(new byte[] {0});
  private static final XXHash64 HASH = XXHashFactory.fastestInstance().hash64();

  private final Progress progress;
  private final EventReader events = new EventReader();
  private final WindowDistance distance = new WindowDistance();
  private final Fix fix = new Fix();
  private final Fix held = new Fix();
  private Fix[] joined = new Fix[0];
  private ProcessorContext<byte[], byte[]> context;
  private KeyValueStore<Bytes, byte[]> open;
  private KeyValueStore<Bytes, byte[]> before;
  private KeyValueStore<Bytes, byte[]> clocks;
  private Clock clock;

  SpeedWindows(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    open = context.getStateStore("open");
    before = context.getStateStore("before");
    clocks = context.getStateStore("clock");
    clock = Clock.of(clocks.get(CLOCK));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    var at = context.recordMetadata().orElseThrow();
    clock.read++;
    long previousMs = clock.arrivalMs;
    clock.arrivalMs = Math.max(previousMs, record.timestamp());
    boolean isSilent = previousMs != Clock.NONE && clock.arrivalMs - previousMs >= SILENCE_MS;
    if (isSilent && clock.greatestMs != Clock.NONE) closeThrough(windowStart(clock.greatestMs) + WINDOW_MS, record);
    switch (events.read(record.key(), record.value(), fix)) {
      case OTHER_TYPE -> clock.otherTypes++;
      case REJECTED -> clock.rejected++;
      case FIX -> {
        if (fix.occurredAtMs - clock.arrivalMs > FUTURE_MS) clock.rejected++;
        else if (fix.occurredAtMs < clock.closedThroughMs) clock.late++;
        else {
          fix.payloadHash = HASH.hash(record.value(), 0, record.value().length, 0);
          fix.offset = at.offset();
          take(record);
          clock.greatestMs = Math.max(clock.greatestMs, Math.min(fix.occurredAtMs, clock.arrivalMs));
          closeThrough(windowStart(clock.greatestMs - GRACE_MS), record);
        }
      }
    }
    clocks.put(CLOCK, clock.toBytes());
    progress.processed(at.partition(), at.offset(), clock);
  }

  /** W8 */
  private void take(Record<byte[], byte[]> record) {
    Bytes key = windowKey(windowStart(fix.occurredAtMs), record.key());
    byte[] fixes = open.get(key);
    if (fixes == null) fixes = new byte[0];
    ByteBuffer view = ByteBuffer.wrap(fixes);
    int place = fixes.length;
    while (place > 0 && view.getLong(place - Fix.BYTES) >= fix.occurredAtMs) place -= Fix.BYTES;
    if (place == fixes.length || view.getLong(place) != fix.occurredAtMs) {
      byte[] more = new byte[fixes.length + Fix.BYTES];
      System.arraycopy(fixes, 0, more, 0, place);
      System.arraycopy(fixes, place, more, place + Fix.BYTES, fixes.length - place);
      fix.write(ByteBuffer.wrap(more), place);
      open.put(key, more);
      clock.used++;
      return;
    }
    held.read(view, place);
    if (fix.sequence == held.sequence && fix.payloadHash == held.payloadHash) {
      clock.duplicates++;
      return;
    }
    clock.conflicts++;
    boolean isFirst =
        fix.sequence == held.sequence
            ? Arrays.compareUnsigned(record.value(), progress.payloadAt(context, held.offset)) < 0
            : fix.sequence < held.sequence;
    if (!isFirst) return;
    byte[] changed = fixes.clone();
    fix.write(ByteBuffer.wrap(changed), place);
    open.put(key, changed);
  }

  private void closeThrough(long throughMs, Record<byte[], byte[]> cause) {
    if (throughMs <= clock.closedThroughMs) return;
    clock.closedThroughMs = throughMs;
    List<KeyValue<Bytes, byte[]>> closed = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> windows = open.range(windowKey(0, null), windowKey(throughMs, null))) {
      while (windows.hasNext()) closed.add(windows.next());
    }
    for (KeyValue<Bytes, byte[]> window : closed) {
      emit(window.key.get(), window.value, cause);
      open.delete(window.key);
    }
  }

  private void emit(byte[] windowKey, byte[] fixes, Record<byte[], byte[]> cause) {
    long startMs = ByteBuffer.wrap(windowKey).getLong();
    byte[] driver = Arrays.copyOfRange(windowKey, 8, windowKey.length);
    Bytes driverKey = Bytes.wrap(driver);
    int own = fixes.length / Fix.BYTES;
    if (joined.length <= own) {
      joined = new Fix[2 * own + 2];
      Arrays.setAll(joined, i -> new Fix());
    }
    int count = 0;
    byte[] last = before.get(driverKey);
    ByteBuffer view = ByteBuffer.wrap(fixes);
    if (last != null && view.getLong(0) - ByteBuffer.wrap(last).getLong() <= GAP_MS)
      joined[count++].read(ByteBuffer.wrap(last), 0);
    for (int i = 0; i < own; i++) joined[count++].read(view, i * Fix.BYTES);
    distance.compute(joined, count);
    before.put(driverKey, Arrays.copyOfRange(fixes, fixes.length - Fix.BYTES, fixes.length));
    byte[] row =
        ByteBuffer.allocate(48)
            .putLong(startMs).putDouble(distance.distanceM).putDouble(distance.timeS)
            .putLong(distance.movingMs).putLong(distance.idleMs)
            .putInt(own).putInt(distance.outliers)
            .array();
    context.forward(cause.withKey(driver).withValue(row));
  }

  private static long windowStart(long timeMs) {
    return Math.floorDiv(timeMs, WINDOW_MS) * WINDOW_MS;
  }

  private static Bytes windowKey(long startMs, byte[] driver) {
    ByteBuffer key = ByteBuffer.allocate(8 + (driver == null ? 0 : driver.length)).putLong(startMs);
    if (driver != null) key.put(driver);
    return Bytes.wrap(key.array());
  }
}
