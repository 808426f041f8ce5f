import java.nio.ByteBuffer;

/** One fix of a driver as the state keeps it: 72 bytes, fixes of one window one after the other in order of time. */
final class Fix {
  static final int BYTES = 72;

  long occurredAtMs;
  long sequence;
  double latitude;
  double longitude;
  /** NaN: the device does not know. */
  double accuracyM;
  /** NaN: the device does not know. */
  double speedMps;
  boolean isAvailable;
  /** Tells duplicates from conflicts; the payload itself is in the log at `offset`. */
  long payloadHash;
  long offset;

  void write(ByteBuffer to, int at) {
    to.putLong(at, occurredAtMs);
    to.putLong(at + 8, sequence);
    to.putDouble(at + 16, latitude);
    to.putDouble(at + 24, longitude);
    to.putDouble(at + 32, accuracyM);
    to.putDouble(at + 40, speedMps);
    to.putLong(at + 48, payloadHash);
    to.putLong(at + 56, offset);
    to.put(at + 64, (byte) (isAvailable ? 1 : 0));
  }

  void read(ByteBuffer from, int at) {
    occurredAtMs = from.getLong(at);
    sequence = from.getLong(at + 8);
    latitude = from.getDouble(at + 16);
    longitude = from.getDouble(at + 24);
    accuracyM = from.getDouble(at + 32);
    speedMps = from.getDouble(at + 40);
    payloadHash = from.getLong(at + 48);
    offset = from.getLong(at + 56);
    isAvailable = from.get(at + 64) == 1;
  }
}
