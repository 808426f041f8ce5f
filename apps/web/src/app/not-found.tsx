import Link from 'next/link';
import { AppHeader } from '../shell/app-header.tsx';
import styles from './message-page.module.css';

export default function NotFound() {
  return (
    <>
      <AppHeader variant="bar" />
      <main className={styles.message}>
        <h1>This road leads nowhere</h1>
        <p>There is no page at this address.</p>
        <p>
          <Link href="/">To the map</Link>
        </p>
      </main>
    </>
  );
}
