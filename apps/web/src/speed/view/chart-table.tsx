'use client';

import { useState } from 'react';
import styles from './chart-table.module.css';
import { CsvLink } from './csv-link.tsx';
import { useIsPrinting } from './use-printing.ts';

interface ChartTableProps {
  readonly caption: string;
  readonly columns: readonly string[];
  /** Where the same numbers can be had as CSV. */
  readonly csv?: string;
  readonly rows: readonly { readonly key: string | number; readonly cells: readonly string[] }[];
}

/** More do not help on paper. */
const rowsOnPaper = 40;

/** The numbers behind a chart; made only once somebody opens it or prints the page. */
export function ChartTable({ caption, columns, rows, csv }: ChartTableProps) {
  const [open, setOpen] = useState(false);
  const printing = useIsPrinting();
  const shown = printing ? rows.slice(0, rowsOnPaper) : rows;
  return (
    <details
      className={styles.details}
      open={open || printing}
      onToggle={(event) => {
        if (!printing) setOpen(event.currentTarget.open);
      }}
    >
      <summary className={styles.summary}>As a table</summary>
      {open || printing ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        <section className={styles.scroll} tabIndex={0} aria-label={caption}>
          <table className={styles.table}>
            <caption className="visually-hidden">{caption}</caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <tr key={row.key}>
                  {row.cells.map((cell, index) => (
                    <td key={columns[index]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {shown.length < rows.length ? (
            <p className={styles.rest}>and {rows.length - shown.length} more rows</p>
          ) : null}
        </section>
      ) : null}
      {open && csv !== undefined ? <CsvLink href={csv} /> : null}
    </details>
  );
}
