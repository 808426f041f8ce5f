import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** How far the job is, and the way back into its input. */
final class Progress implements AutoCloseable {
  final Clock[] clocks;
  private final String brokers;
  private final String topic;
  private final long[] lastOffsets;
  private final CountDownLatch left;
  private volatile long firstNanos;
  private volatile long lastNanos;
  private KafkaConsumer<byte[], byte[]> payloads;

  Progress(String brokers, String topic, long[] lastOffsets) {
    this.brokers = brokers;
    this.topic = topic;
    this.lastOffsets = lastOffsets;
    clocks = new Clock[lastOffsets.length];
    left = new CountDownLatch(lastOffsets.length);
  }

  void assigned() {
    if (firstNanos == 0) firstNanos = System.nanoTime();
  }

  void processed(int partition, long offset, Clock clock) {
    if (offset == 0) assigned();
    if (offset != lastOffsets[partition]) return;
    clocks[partition] = clock;
    lastNanos = System.nanoTime();
    left.countDown();
  }

  /** Returns the ms from the assignment until the last record was processed. */
  double await() throws InterruptedException {
    left.await();
    return (lastNanos - firstNanos) / 1e6;
  }

  double sinceAssignedMs() {
    return (System.nanoTime() - firstNanos) / 1e6;
  }

  /** The value of a record of the partition at work, for the rare tie that only the payload decides (W8). */
  byte[] payloadAt(ProcessorContext<?, ?> context, long offset) {
    if (payloads == null) {
      payloads =
          new KafkaConsumer<>(
              Map.of("bootstrap.servers", brokers, "max.partition.fetch.bytes", 65_536, "enable.auto.commit", false),
              new ByteArrayDeserializer(),
              new ByteArrayDeserializer());
    }
    TopicPartition partition = new TopicPartition(topic, context.taskId().partition());
    payloads.assign(List.of(partition));
    payloads.seek(partition, offset);
    while (true) {
      for (ConsumerRecord<byte[], byte[]> record : payloads.poll(Duration.ofSeconds(1)))
        if (record.offset() == offset) return record.value();
    }
  }

  @Override
  public void close() {
    if (payloads != null) payloads.close();
  }
}
