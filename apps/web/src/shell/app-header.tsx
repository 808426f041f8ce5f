'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import styles from './app-header.module.css';
import { ThemeToggle } from './theme-toggle.tsx';
import { Wordmark } from './wordmark.tsx';

const pages = [
  { href: '/', label: 'Map' },
  { href: '/speed', label: 'Speed' },
] as const;

interface AppHeaderProps {
  /** `floating` lies on the map; `bar` spans the top of an ordinary page. */
  readonly variant: 'floating' | 'bar';
  /** Shown beside the wordmark, such as the city's name. */
  readonly subtitle?: string;
  /** More buttons, left of the theme's. */
  readonly actions?: ReactNode;
}

/** Wordmark, the way between the pages, theme. The same on every page. */
export function AppHeader({ variant, subtitle, actions }: AppHeaderProps) {
  const path = usePathname();
  return (
    <header className={`${styles.header} ${styles[variant]}`}>
      <Link href="/" className={styles.home} aria-label="Rumo, to the map">
        <Wordmark />
      </Link>
      {subtitle ? <span className={styles.subtitle}>{subtitle}</span> : null}
      <nav className={styles.pages} aria-label="Pages">
        {pages.map(({ href, label }) => {
          const here = href === '/' ? path === '/' : path.startsWith(href);
          return (
            <Link key={href} href={href} className={styles.page} aria-current={here ? 'page' : undefined}>
              {label}
            </Link>
          );
        })}
      </nav>
      <div className={styles.actions}>
        {actions}
        <ThemeToggle />
      </div>
    </header>
  );
}
