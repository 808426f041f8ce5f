import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leftOutWithoutJava } from '../apache-kafka/java.ts';
import { isPythonMissing } from '../harness/python.ts';
import { brokersUnderTest } from './broker-under-test.ts';
import { confluentMeets } from './confluent.ts';
import { notMet } from './differences.ts';
import { groupsChangeOn } from './group-edges.ts';
import { javaGroupsMeet } from './java-groups.ts';
import { javaReadsSegmentsOf } from './java-segments.ts';
import { javaToolsMeet } from './java-tools.ts';
import { kafkajsMeets } from './kafkajs.ts';
import { isKcatMissing, kcatMeets } from './kcat.ts';
import { theWireOf } from './wire.ts';
import { groupsOnTheWireOf } from './wire-groups.ts';

const isJavaMissing = leftOutWithoutJava();

/** The same tests on each broker; one that is started serves them all. */
for (const broker of await brokersUnderTest(isJavaMissing)) {
  describe.skipIf(broker.isLeftOut)(`on ${broker.name}`, () => {
    beforeAll(() => broker.start());
    afterAll(() => broker.stop());

    describe('the wire', () => theWireOf(broker));
    // Sessions take their seconds to end: these wait beside each other.
    describe.concurrent('groups on the wire', () => groupsOnTheWireOf(broker));
    describe.concurrent('groups that change', () => groupsChangeOn(broker));
    describe('kafkajs', () => kafkajsMeets(broker));
    describe.skipIf(isKcatMissing)('kcat (librdkafka)', () => kcatMeets(broker));
    describe.skipIf(isPythonMissing)("confluent's Python client", () => confluentMeets(broker));
    describe.skipIf(isJavaMissing)("Kafka's own tools", () => javaToolsMeet(broker));
    describe.skipIf(isJavaMissing)('kafka-consumer-groups', () => javaGroupsMeet(broker));
    describe.skipIf(isJavaMissing || broker.logDir === null)('kafka-dump-log', () =>
      javaReadsSegmentsOf(broker),
    );

    it.skipIf(isJavaMissing)('has been asked about every known difference', () => {
      expect(notMet(broker)).toEqual([]);
    });
  });
}
