"""What a user does with confluent's client, one command each: prints one line of JSON.

python3 confluent_client.py BROKER COMMAND ARGUMENTS
"""

import json
import sys
import time

from confluent_kafka import (
    Consumer,
    KafkaException,
    Producer,
    TopicPartition,
)
from confluent_kafka.admin import (
    AdminClient,
    ConfigResource,
    NewPartitions,
    NewTopic,
    ResourceType,
)

TIMEOUT_S = 30


def consumer(broker, group, **settings):
    return Consumer(
        {
            "bootstrap.servers": broker,
            "group.id": group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "enable.partition.eof": False,
            **{name.replace("_", "."): value for name, value in settings.items()},
        }
    )


def polled(reader, count):
    """The next `count` messages; raises when they do not come in time."""
    deadline = time.monotonic() + TIMEOUT_S
    messages = []
    while len(messages) < count:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{len(messages)} of {count} messages came")
        message = reader.poll(0.2)
        if message is None:
            continue
        if message.error():
            raise KafkaException(message.error())
        messages.append(message)
    return messages


def row(message):
    key = message.key().decode() if message.key() is not None else None
    return [message.partition(), message.offset(), key, message.value().decode()]


def administer(broker, topic, group):
    """Makes, describes, grows, alters and deletes a topic, and looks at a group."""
    admin = AdminClient({"bootstrap.servers": broker})
    new = NewTopic(topic, num_partitions=2, replication_factor=1, config={"retention.ms": "7200000"})
    admin.create_topics([new])[topic].result(TIMEOUT_S)
    try:
        admin.create_topics([new])[topic].result(TIMEOUT_S)
        again = "made"
    except KafkaException as error:
        again = error.args[0].name()
    resource = ConfigResource(ResourceType.TOPIC, topic)
    configs = admin.describe_configs([resource])[resource].result(TIMEOUT_S)
    admin.create_partitions([NewPartitions(topic, 3)])[topic].result(TIMEOUT_S)
    deadline = time.monotonic() + TIMEOUT_S
    while len(admin.list_topics(topic, TIMEOUT_S).topics[topic].partitions) < 3:
        if time.monotonic() > deadline:
            raise TimeoutError("the new partition does not come")
    cluster = admin.list_topics(timeout=TIMEOUT_S)
    groups = admin.list_consumer_groups(request_timeout=TIMEOUT_S).result(TIMEOUT_S)
    described = admin.describe_consumer_groups([group])[group].result(TIMEOUT_S)
    admin.delete_topics([topic])[topic].result(TIMEOUT_S)
    return {
        "again": again,
        "retention": configs["retention.ms"].value,
        "brokers": [f"{each.host}:{each.port}" for each in cluster.brokers.values()],
        "isListed": topic in cluster.topics,
        "groups": [each.group_id for each in groups.valid],
        "errors": [str(error) for error in groups.errors],
        "state": described.state.name,
    }


def produce(broker, topic, count):
    """Sends records with keys, idempotently and compressed; reports where each one went."""
    producer = Producer(
        {
            "bootstrap.servers": broker,
            "enable.idempotence": True,
            "compression.type": "gzip",
            "linger.ms": 5,
        }
    )
    placed = []

    def delivered(error, message):
        if error is not None:
            raise KafkaException(error)
        placed.append(row(message))

    for i in range(int(count)):
        producer.produce(topic, key=f"driver-{i % 7}", value=f"python {i}", on_delivery=delivered)
        producer.poll(0)
    left = producer.flush(TIMEOUT_S)
    return {"left": left, "placed": placed}


def consume(broker, topic, group, count):
    """Reads in a group, commits behind the last of each partition and leaves."""
    reader = consumer(broker, group)
    reader.subscribe([topic])
    messages = polled(reader, int(count))
    committed = reader.commit(asynchronous=False)
    reader.close()
    return {
        "rows": [row(message) for message in messages],
        "committed": {each.partition: each.offset for each in committed},
    }


def look(broker, topic, time_ms):
    """Seeks, asks for offsets by time and for the ends, and meets an offset out of range."""
    reader = consumer(broker, f"{topic}-look", auto_offset_reset="error")
    low, high = reader.get_watermark_offsets(TopicPartition(topic, 0), TIMEOUT_S)
    [found] = reader.offsets_for_times([TopicPartition(topic, 0, int(time_ms))], TIMEOUT_S)
    [after] = reader.offsets_for_times([TopicPartition(topic, 0, int(time.time() * 1000) + 3_600_000)], TIMEOUT_S)
    reader.assign([TopicPartition(topic, 0, low)])
    [first] = polled(reader, 1)
    reader.seek(TopicPartition(topic, 0, high - 1))
    [last] = polled(reader, 1)
    reader.seek(TopicPartition(topic, 0, high + 1000))
    try:
        polled(reader, 1)
        beyond = "read"
    except KafkaException as error:
        beyond = error.args[0].name()
    reader.close()
    return {
        "low": low,
        "high": high,
        "found": found.offset,
        "after": after.offset,
        "first": first.offset(),
        "last": last.offset(),
        "beyond": beyond,
    }


commands = {
    "administer": administer,
    "produce": produce,
    "consume": consume,
    "look": look,
}

broker, command, *arguments = sys.argv[1:]
print(json.dumps(commands[command](broker, *arguments)))
