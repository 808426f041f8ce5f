import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/** Reads LocationUpdated with Jackson's streaming parser, the quickest of its ways. */
final class EventReader {
  enum Kind { FIX, OTHER_TYPE, REJECTED }

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build();

  private String type;
  private int seen;
  private boolean isBad;

  /** Fills `fix` when the record is one. */
  Kind read(byte[] key, byte[] value, Fix fix) {
    if (value == null || value.length == 0 || value.length > 16_384) return Kind.REJECTED;
    type = null;
    seen = 0;
    isBad = false;
    try (JsonParser parser = JSON.createParser(value)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) return Kind.REJECTED;
      String field;
      while ((field = parser.nextFieldName()) != null) {
        parser.nextToken();
        take(parser, field, key, fix);
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) return Kind.REJECTED;
    } catch (IOException notJson) {
      return Kind.REJECTED;
    }
    if (type == null) return Kind.REJECTED;
    if (!type.equals("LocationUpdated")) return Kind.OTHER_TYPE;
    if (isBad || seen != 0x3ff || (fix.latitude == 0 && fix.longitude == 0)) return Kind.REJECTED;
    return Kind.FIX;
  }

  private void take(JsonParser parser, String field, byte[] key, Fix fix) throws IOException {
    switch (field) {
      case "type" -> type = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
      case "version" -> check(0, whole(parser) == 1);
      case "driverId" -> check(1, isKey(parser, key));
      case "sequence" -> check(2, (fix.sequence = whole(parser)) >= 0);
      case "occurredAtMs" -> {
        fix.occurredAtMs = whole(parser);
        check(3, fix.occurredAtMs >= 0 && fix.occurredAtMs <= 8_640_000_000_000_000L);
      }
      case "latitude" -> check(4, Math.abs(fix.latitude = number(parser)) <= 90);
      case "longitude" -> check(5, Math.abs(fix.longitude = number(parser)) <= 180);
      case "accuracyM" -> {
        fix.accuracyM = numberOrNull(parser);
        check(6, !(fix.accuracyM < 0 || fix.accuracyM > 100_000));
      }
      case "headingDeg" -> {
        double headingDeg = numberOrNull(parser);
        check(7, !(headingDeg < 0 || headingDeg >= 360));
      }
      case "speedMps" -> {
        fix.speedMps = numberOrNull(parser);
        check(8, !(fix.speedMps < 0 || fix.speedMps > 1_000));
      }
      case "status" -> {
        String status = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
        fix.isAvailable = status.equals("available");
        check(9, fix.isAvailable || status.equals("on_trip") || status.equals("to_pickup"));
      }
      default -> parser.skipChildren();
    }
  }

  private void check(int field, boolean isGood) {
    seen |= 1 << field;
    if (!isGood) isBad = true;
  }

  private long whole(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) return parser.getLongValue();
    isBad = true;
    parser.skipChildren();
    return -1;
  }

  private double number(JsonParser parser) throws IOException {
    if (parser.currentToken().isNumeric()) return parser.getDoubleValue();
    isBad = true;
    parser.skipChildren();
    return Double.NaN;
  }

  private double numberOrNull(JsonParser parser) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_NULL ? Double.NaN : number(parser);
  }

  private boolean isKey(JsonParser parser, byte[] key) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) return false;
    char[] text = parser.getTextCharacters();
    int from = parser.getTextOffset();
    if (key == null || parser.getTextLength() != key.length) return false;
    for (int i = 0; i < key.length; i++) if (text[from + i] != key[i]) return false;
    return true;
  }
}
