import { Download } from 'lucide-react';
import styles from './csv-link.module.css';

/** The numbers shown, as a file for a spreadsheet. */
export function CsvLink({ href }: { readonly href: string }) {
  return (
    <a className={styles.csv} href={href} download>
      <Download size={14} aria-hidden="true" /> CSV
    </a>
  );
}
