import type { ReactNode } from 'react';
import styles from './figures.module.css';

export interface Figure {
  readonly label: ReactNode;
  readonly value: string;
  readonly unit: string;
  readonly strong?: boolean;
}

/** A row of numbers with their units and names. */
export function Figures({ figures }: { readonly figures: readonly (Figure & { readonly key: string })[] }) {
  return (
    <dl className={styles.figures}>
      {figures.map(({ key, label, value, unit, strong }) => (
        <div key={key} className={styles.figure} data-strong={strong === true}>
          <dt className={styles.label}>{label}</dt>
          <dd className={styles.value}>
            {value}
            {unit === '' ? null : <span className={styles.unit}> {unit}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
