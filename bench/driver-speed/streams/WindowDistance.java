/** W3 to W5 and W15 of docs/spec.md: the sums of one window, from its fixes and the one before them. */
final class WindowDistance {
  private static final double EARTH_RADIUS_M = 6_371_008.8;
  private static final double METRES_PER_DEG = EARTH_RADIUS_M * Math.toRadians(1);
  private static final double OUTLIER_MPS = 70;
  private static final double RADIUS2_PER_VARIANCE = -2 * Math.log(0.32);
  private static final double MOVING_MPS = 1;
  private static final long GAP_MS = 60_000;

  double distanceM;
  double timeS;
  long movingMs;
  long idleMs;
  int outliers;

  private double[] speedsMps = new double[64];

  /** Of fixes[0..count), in order of time. */
  void compute(Fix[] fixes, int count) {
    distanceM = 0;
    timeS = 0;
    movingMs = 0;
    idleMs = 0;
    outliers = 0;
    if (fillSpeeds(fixes, count)) addSegments(fixes, count);
    else addPaths(fixes, count);
  }

  private void addSegments(Fix[] fixes, int count) {
    for (int i = 1; i < count; i++) {
      long elapsedMs = fixes[i].occurredAtMs - fixes[i - 1].occurredAtMs;
      if (elapsedMs > GAP_MS) continue;
      double seconds = elapsedMs / 1000.0;
      double meanMps = (speedsMps[i - 1] + speedsMps[i]) / 2;
      double chordM = chordM(fixes[i - 1], fixes[i]);
      if (Math.max(chordM / seconds, meanMps) > OUTLIER_MPS) {
        outliers++;
        continue;
      }
      double strayMps = 0.2 * meanMps;
      double speedM2 = strayMps * strayMps * seconds * seconds * seconds / 12;
      double chordShare = speedM2 / (speedM2 + variance(fixes[i - 1]) + variance(fixes[i]));
      double segmentM = (1 - chordShare) * meanMps * seconds + chordShare * chordM;
      distanceM += segmentM;
      timeS += seconds;
      addMotion(fixes[i], segmentM, elapsedMs);
    }
  }

  private void addPaths(Fix[] fixes, int count) {
    int from = 0;
    for (int i = 1; i <= count; i++) {
      if (i < count && fixes[i].occurredAtMs - fixes[i - 1].occurredAtMs <= GAP_MS) {
        double seconds = (fixes[i].occurredAtMs - fixes[i - 1].occurredAtMs) / 1000.0;
        if (chordM(fixes[i - 1], fixes[i]) <= OUTLIER_MPS * seconds) continue;
        outliers++;
      }
      if (i - from > 1) {
        addPath(fixes, from, i);
        timeS += (fixes[i - 1].occurredAtMs - fixes[from].occurredAtMs) / 1000.0;
      }
      from = i;
    }
  }

  /** W15 */
  private void addMotion(Fix later, double segmentM, long elapsedMs) {
    if (segmentM * 1000 >= MOVING_MPS * elapsedMs) movingMs += elapsedMs;
    else if (later.isAvailable) idleMs += elapsedMs;
  }

  private boolean fillSpeeds(Fix[] fixes, int count) {
    if (speedsMps.length < count) speedsMps = new double[2 * count];
    int known = -1;
    for (int i = 0; i < count; i++) {
      double speedMps = fixes[i].speedMps;
      if (Double.isNaN(speedMps)) continue;
      speedsMps[i] = speedMps;
      for (int missing = known + 1; missing < i; missing++) {
        if (known < 0) {
          speedsMps[missing] = speedMps;
          continue;
        }
        double sinceMs = fixes[missing].occurredAtMs - fixes[known].occurredAtMs;
        double way = sinceMs / (fixes[i].occurredAtMs - fixes[known].occurredAtMs);
        speedsMps[missing] = (1 - way) * speedsMps[known] + way * speedMps;
      }
      known = i;
    }
    for (int i = known + 1; known >= 0 && i < count; i++) speedsMps[i] = speedsMps[known];
    return known >= 0;
  }

  private static double variance(Fix fix) {
    double radiusM = Double.isNaN(fix.accuracyM) ? 5 : Math.min(100, Math.max(1, fix.accuracyM));
    return radiusM * radiusM / RADIUS2_PER_VARIANCE;
  }

  private static double chordM(Fix from, Fix to) {
    double sinLatitude = Math.sin(Math.toRadians(to.latitude - from.latitude) / 2);
    double sinLongitude = Math.sin(Math.toRadians(to.longitude - from.longitude) / 2);
    double haversine =
        sinLatitude * sinLatitude
            + Math.cos(Math.toRadians(from.latitude))
                * Math.cos(Math.toRadians(to.latitude))
                * sinLongitude
                * sinLongitude;
    return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(Math.min(1, haversine)));
  }

  /** The length of the smoothest path through fixes[from..to), less what their noise adds. */
  private void addPath(Fix[] fixes, int from, int to) {
    int count = to - from;
    double[] seconds = new double[count];
    double[] east = new double[count];
    double[] north = new double[count];
    double eastScale = METRES_PER_DEG * Math.cos(Math.toRadians(fixes[from].latitude));
    for (int i = 0; i < count; i++) {
      Fix fix = fixes[from + i];
      seconds[i] = (fix.occurredAtMs - fixes[from].occurredAtMs) / 1000.0;
      east[i] = Math.IEEEremainder(fix.longitude - fixes[from].longitude, 360) * eastScale;
      north[i] = (fix.latitude - fixes[from].latitude) * METRES_PER_DEG;
    }
    double pace = Math.hypot(slope(seconds, east), slope(seconds, north));
    double stray = 0.1 + 0.3 * pace * 0.3 * pace;
    double[][] band = new double[3][count + 2];
    for (int i = 0; i < count; i++) {
      band[0][i] = 1 / variance(fixes[from + i]);
      east[i] *= band[0][i];
      north[i] *= band[0][i];
    }
    for (int i = 1; i + 1 < count; i++) {
      double before = Math.max(0.1, seconds[i] - seconds[i - 1]);
      double after = Math.max(0.1, seconds[i + 1] - seconds[i]);
      double weight = 3 / (stray * (before + after));
      double[] step = {1 / before, -1 / before - 1 / after, 1 / after};
      for (int a = 0; a < 3; a++)
        for (int b = a; b < 3; b++) band[b - a][i - 1 + a] += weight * step[a] * step[b];
    }
    solve(band, east, north);
    double length = 0;
    double[] segments = new double[count];
    for (int i = 1; i < count; i++) {
      segments[i] = Math.hypot(east[i] - east[i - 1], north[i] - north[i - 1]);
      length += segments[i];
    }
    double noise = (variance(fixes[from]) + variance(fixes[to - 1])) / 2;
    double pathM = Math.sqrt(Math.max(0, length * length - noise));
    distanceM += pathM;
    for (int i = 1; i < count; i++) {
      long elapsedMs = fixes[from + i].occurredAtMs - fixes[from + i - 1].occurredAtMs;
      addMotion(fixes[from + i], length > 0 ? segments[i] / length * pathM : 0, elapsedMs);
    }
  }

  private static double slope(double[] x, double[] y) {
    double mean = 0;
    for (double it : x) mean += it / x.length;
    double square = 0;
    double product = 0;
    for (int i = 0; i < x.length; i++) {
      square += (x[i] - mean) * (x[i] - mean);
      product += (x[i] - mean) * y[i];
    }
    return product / square;
  }

  /** Gaussian elimination of a symmetric system with two diagonals beside the main one. */
  private static void solve(double[][] band, double[]... sides) {
    int count = sides[0].length;
    for (int i = 0; i < count; i++) {
      for (int off = 1; off <= 2 && i + off < count; off++) {
        double share = band[off][i] / band[0][i];
        for (int j = off; j <= 2; j++) band[j - off][i + off] -= share * band[j][i];
        for (double[] side : sides) side[i + off] -= share * side[i];
      }
    }
    for (int i = count - 1; i >= 0; i--) {
      for (double[] side : sides) {
        for (int off = 1; off <= 2 && i + off < count; off++) side[i] -= band[off][i] * side[i + off];
        side[i] /= band[0][i];
      }
    }
  }
}
