'use client';

import Link from 'next/link';
import { useId } from 'react';
import type { SpeedingAnswer } from '../api-answers.ts';
import { type SpeedingThreshold, speedingLeast, speedingMost } from '../page-state.ts';
import { clockText, durationText, kmhText } from '../speed-text.ts';
import { Card } from './card.tsx';
import { CsvLink } from './csv-link.tsx';
import styles from './speeding-card.module.css';
import type { ApiError } from './use-api.ts';

interface SpeedingCardProps {
  readonly answer: SpeedingAnswer | undefined;
  readonly error: ApiError | null;
  readonly threshold: SpeedingThreshold;
  readonly onThreshold: (threshold: SpeedingThreshold) => void;
  /** Where an event of a driver leads; null on the driver's own page. */
  readonly hrefOf: ((driverId: string, fromMs: number) => string) | null;
  readonly aside: string;
  readonly csv: string;
  readonly stale: boolean;
}

/** Who drove faster than the street allows, by how much and for how long. */
export function SpeedingCard(props: SpeedingCardProps) {
  const { answer, error, threshold, onThreshold, hrefOf, aside, csv, stale } = props;
  const rows = answer?.rows ?? [];
  return (
    <Card title="Speeding" stale={stale || error !== null} aside={aside}>
      <div className={styles.controls}>
        <Field
          label="Above the limit by"
          unit="km/h"
          value={threshold.overKmh}
          least={speedingLeast.overKmh}
          most={speedingMost.overKmh}
          onChange={(overKmh) => onThreshold({ ...threshold, overKmh })}
        />
        <Field
          label="for at least"
          unit="s"
          value={threshold.minS}
          least={speedingLeast.minS}
          most={speedingMost.minS}
          onChange={(minS) => onThreshold({ ...threshold, minS })}
        />
      </div>
      {rows.length === 0 ? (
        <p className={styles.none} role="status">
          {answer === undefined
            ? error === null
              ? 'Reading the events …'
              : failure(error)
            : emptyText(answer, threshold)}
        </p>
      ) : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
          <section className={styles.scroll} tabIndex={0} aria-label="Speeding events">
            <table className={styles.table}>
              <caption className="visually-hidden">Speeding events, newest first</caption>
              <thead>
                <tr>
                  <th scope="col">When</th>
                  {hrefOf === null ? null : <th scope="col">Driver</th>}
                  <th scope="col">Street</th>
                  <th scope="col" className={styles.number}>
                    Fastest
                  </th>
                  <th scope="col" className={styles.number}>
                    For
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={`${row.driverId} ${row.fromMs}`}>
                    <td className={styles.when}>{clockText(row.fromMs)}</td>
                    {hrefOf === null ? null : (
                      <td className={styles.driver}>
                        <Link href={hrefOf(row.driverId, row.fromMs)} prefetch={false}>
                          {row.driverId}
                        </Link>
                      </td>
                    )}
                    <td className={styles.street}>{row.street ?? <i>without a name</i>}</td>
                    <td className={styles.number}>
                      <b>{kmhText(row.maxKmh)}</b>
                      <span className={styles.unit}> in {row.limitKmh} km/h</span>
                    </td>
                    <td className={styles.number}>{durationText(row.overS * 1_000)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          <p className={styles.foot}>
            {answer?.next === null ? null : <span>The newest {rows.length}; the CSV has more.</span>}
            <CsvLink href={csv} />
          </p>
        </>
      )}
    </Card>
  );
}

interface FieldProps {
  readonly label: string;
  readonly unit: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}

function Field({ label, unit, value, least, most, onChange }: FieldProps) {
  const id = useId();
  return (
    <span className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="number"
        inputMode="numeric"
        min={least}
        max={most}
        // While it is being written a field may be empty; then the last value that made sense stays.
        defaultValue={value}
        onChange={({ target }) => {
          const next = target.valueAsNumber;
          if (Number.isInteger(next) && next >= least && next <= most) onChange(next);
        }}
      />
      <span>{unit}</span>
    </span>
  );
}

function emptyText(answer: SpeedingAnswer, { overKmh, minS }: SpeedingThreshold): string {
  if (!answer.enriched) return 'Fixes are not matched to streets here, so no limit is known to be exceeded.';
  return `Nobody drove more than ${overKmh} km/h above the limit for ${minS} s or longer.`;
}

function failure(error: ApiError): string {
  return error.status === 404 ? 'This server does not tell speeding events.' : error.message;
}
