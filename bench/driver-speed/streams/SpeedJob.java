import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * driver-speed on Kafka Streams. Reads tasks from standard input, one a line: brokers, topic, the last offset of each
 * partition, the topic of the rows; answers each with one line of JSON. A JVM that has run before is warm.
 */
public final class SpeedJob {
  public static void main(String[] args) throws Exception {
    var lines = new BufferedReader(new InputStreamReader(System.in));
    String line;
    int runs = 0;
    while ((line = lines.readLine()) != null) {
      String[] task = line.split(" ");
      long[] lastOffsets = Arrays.stream(task[2].split(",")).mapToLong(Long::parseLong).toArray();
      String name = "speed-job-" + ProcessHandle.current().pid() + "-" + runs++;
      System.out.println(run(name, Path.of(args[0]), task[0], task[1], lastOffsets, task[3]));
    }
  }

  private static String run(
      String name, Path stateDir, String brokers, String topic, long[] lastOffsets, String output) throws Exception {
    long startedNanos = cpuNanos();
    try (var progress = new Progress(brokers, topic, lastOffsets);
        var streams = new KafkaStreams(topology(topic, output, progress), properties(name, stateDir, brokers));
        var admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      streams.setStateListener(
          (now, before) -> {
            if (now == KafkaStreams.State.RUNNING) progress.assigned();
          });
      streams.setUncaughtExceptionHandler(
          error -> {
            error.printStackTrace();
            System.exit(1);
            return null;
          });
      streams.start();
      double tookMs = progress.await();
      while (!isCommitted(admin, name, topic, lastOffsets)) Thread.sleep(20);
      double committedMs = progress.sinceAssignedMs();
      double cpuMs = (cpuNanos() - startedNanos) / 1e6;
      streams.close(Duration.ofSeconds(20));
      streams.cleanUp();
      return String.format(
          Locale.ROOT,
          "{\"tookMs\":%f,\"committedMs\":%f,\"cpuMs\":%f,\"memoryBytes\":null,\"used\":%d}",
          tookMs,
          committedMs,
          cpuMs,
          Arrays.stream(progress.clocks).mapToLong(clock -> clock.used).sum());
    }
  }

  private static Topology topology(String topic, String output, Progress progress) {
    var topology = new Topology();
    topology.addSource("fixes", new ByteArrayDeserializer(), new ByteArrayDeserializer(), topic);
    topology.addProcessor("windows", () -> new SpeedWindows(progress), "fixes");
    for (String name : new String[] {"open", "before", "clock"}) topology.addStateStore(store(name), "windows");
    topology.addSink("rows", output, new ByteArraySerializer(), new ByteArraySerializer(), "windows");
    return topology;
  }

  private static StoreBuilder<?> store(String name) {
    var supplier = Stores.persistentKeyValueStore(name);
    return Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray()).withCachingEnabled();
  }

  private static Properties properties(String name, Path stateDir, String brokers) {
    var properties = new Properties();
    properties.put("application.id", name);
    properties.put("bootstrap.servers", brokers);
    properties.put("state.dir", stateDir.toString());
    properties.put("processing.guarantee", "exactly_once_v2");
    properties.put("num.stream.threads", 1);
    properties.put("commit.interval.ms", 1_000);
    // Enough for all that changes between two commits.
    properties.put("statestore.cache.max.bytes", 256L * 1024 * 1024);
    properties.put("auto.offset.reset", "earliest");
    properties.put("replication.factor", 1);
    return properties;
  }

  private static boolean isCommitted(Admin admin, String group, String topic, long[] lastOffsets) throws Exception {
    var offsets = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    return offsets.entrySet().stream()
            .filter(it -> it.getKey().topic().equals(topic))
            .filter(it -> it.getValue().offset() > lastOffsets[it.getKey().partition()])
            .count()
        == lastOffsets.length;
  }

  private static long cpuNanos() {
    var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime();
  }
}
