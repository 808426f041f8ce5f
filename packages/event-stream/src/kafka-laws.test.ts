import { kafkaLab } from './laws/kafka-lab.ts';
import { streamLaws } from './laws/stream-laws.ts';

streamLaws('Kafka', kafkaLab);
