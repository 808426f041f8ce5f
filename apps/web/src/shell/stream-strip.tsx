'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronUp, Pause, Play } from 'lucide-react';
import { useId, useState } from 'react';
import type { ConsumerAnswer, StreamAnswer } from '../speed/api-answers.ts';
import { countText, unknown } from '../speed/speed-text.ts';
import { fetchJson } from './fetch-json.ts';
import { lagOf, positionText } from './stream-figures.ts';
import styles from './stream-strip.module.css';

interface StreamStripProps {
  readonly variant: 'floating' | 'bar';
  /** The partition whose position is shown first, such as the selected driver's; default 0. */
  readonly partition?: number;
}

const what = {
  'live-map': 'Reads each event by itself and moves a car on the map.',
  'driver-speed': 'Reads the same events over time and computes speeds in windows.',
} as const;

/** Where each of the two consumer groups stands in the stream, and the pause of driver-speed. */
export function StreamStrip({ variant, partition = 0 }: StreamStripProps) {
  const [open, setOpen] = useState(false);
  const tableId = useId();
  const stream = useQuery({
    queryKey: ['stream'],
    queryFn: () => fetchJson<StreamAnswer>('/api/stream'),
    refetchInterval: 1_000,
  });
  const consumers = stream.data?.consumers ?? [];
  return (
    <section className={`${styles.strip} ${styles[variant]}`} aria-label="The stream">
      {open ? (
        <div id={tableId} className={styles.details}>
          <PositionTable consumers={consumers} />
        </div>
      ) : null}
      <div className={styles.groups}>
        {consumers.map((consumer) => (
          <Group key={consumer.service} consumer={consumer} partition={partition} old={stream.isError} />
        ))}
        {consumers.length === 0 ? (
          <p className={styles.note}>
            {stream.isError
              ? `The stream is unknown. ${stream.error.message}`
              : 'Asking where the consumers stand.'}
          </p>
        ) : (
          <button
            type="button"
            className={styles.more}
            aria-expanded={open}
            aria-controls={tableId}
            aria-label="Positions of all partitions"
            title="Positions of all partitions"
            onClick={() => setOpen(!open)}
          >
            <ChevronUp size={16} aria-hidden="true" />
          </button>
        )}
      </div>
    </section>
  );
}

function Group(props: {
  readonly consumer: ConsumerAnswer;
  readonly partition: number;
  readonly old: boolean;
}) {
  const { consumer, partition, old } = props;
  if (consumer.error !== undefined) {
    return (
      <div className={styles.group} data-state="silent">
        <span className={styles.name}>{consumer.service}</span>
        <span className={styles.problem} role="alert">
          {consumer.error}
        </span>
      </div>
    );
  }
  const lag = lagOf(consumer.partitions);
  const shown = consumer.partitions.find((each) => each.partition === partition) ?? consumer.partitions[0];
  const state = old ? 'old' : consumer.paused ? 'paused' : lag === null ? 'unknown' : 'running';
  return (
    <div className={styles.group} data-state={state}>
      <span className={styles.name} title={what[consumer.service]}>
        {consumer.service}
      </span>
      <span className={styles.figures}>
        <span title="Events this group reads each second">
          <b>{countText(Math.round(consumer.eventsPerSecond))}</b> ev/s
        </span>
        <span title="The next record this group will read in the partition (its position)">
          p{shown?.partition ?? partition} at <b>{positionText(shown?.position)}</b>
        </span>
        <span
          title="Records between this group and the end of the stream (its lag)"
          data-lag={(lag ?? 0) > 2_000}
        >
          lag <b>{lag === null ? unknown : countText(lag)}</b>
        </span>
      </span>
      {consumer.service === 'driver-speed' && consumer.pausable ? (
        <PauseButton paused={consumer.paused} />
      ) : null}
    </div>
  );
}

function PauseButton({ paused }: { readonly paused: boolean }) {
  const queries = useQueryClient();
  const command = useMutation({
    mutationFn: () =>
      fetchJson(`/api/stream/driver-speed/${paused ? 'resume' : 'pause'}`, { method: 'POST' }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['stream'] }),
  });
  const Icon = paused ? Play : Pause;
  return (
    <button
      type="button"
      className={styles.pause}
      disabled={command.isPending}
      title={
        command.isError
          ? command.error.message
          : paused
            ? 'driver-speed reads on from where it stopped'
            : 'driver-speed stops reading; the map goes on and the lag grows'
      }
      onClick={() => command.mutate()}
    >
      <Icon size={14} aria-hidden="true" />
      {paused ? 'Resume' : 'Pause'}
      <span className="visually-hidden"> driver-speed</span>
    </button>
  );
}

function PositionTable({ consumers }: { readonly consumers: readonly ConsumerAnswer[] }) {
  const speaking = consumers.filter((consumer) => consumer.error === undefined);
  const partitions = [
    ...new Set(speaking.flatMap((each) => each.partitions.map(({ partition }) => partition))),
  ];
  return (
    <table className={styles.table}>
      <caption>
        Each group keeps its own{' '}
        <abbr title="The next record it will read; a Kafka offset today">position</abbr> in every partition
        and knows nothing of the other.
      </caption>
      <thead>
        <tr>
          <th scope="col">Partition</th>
          {speaking.map(({ service, group }) => (
            <th key={service} scope="col" colSpan={2}>
              {group}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {partitions
          .sort((a, b) => a - b)
          .map((partition) => (
            <tr key={partition}>
              <th scope="row">{partition}</th>
              {speaking.map((consumer) => {
                const at = consumer.partitions.find((each) => each.partition === partition);
                return [
                  <td key={`${consumer.service}-position`}>{positionText(at?.position)}</td>,
                  <td key={`${consumer.service}-lag`} className={styles.lag}>
                    lag {at?.lag == null ? unknown : countText(at.lag)}
                  </td>,
                ];
              })}
            </tr>
          ))}
      </tbody>
    </table>
  );
}
