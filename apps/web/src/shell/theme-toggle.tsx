'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useEffect } from 'react';
import styles from './icon-button.module.css';
import { chooseTheme, startTheme, type ThemeChoice, useTheme } from './theme.ts';

const next: Record<ThemeChoice, ThemeChoice> = { auto: 'light', light: 'dark', dark: 'auto' };
const icons = { auto: Monitor, light: Sun, dark: Moon };
const words: Record<ThemeChoice, string> = { auto: 'as the system', light: 'light', dark: 'dark' };

/** Goes round: as the system, light, dark. */
export function ThemeToggle() {
  const choice = useTheme((state) => state.choice);
  useEffect(startTheme, []);
  const Icon = icons[choice];
  const label = `Theme: ${words[choice]}. Change to ${words[next[choice]]}`;
  return (
    <button
      type="button"
      className={styles.button}
      aria-label={label}
      title={label}
      onClick={() => chooseTheme(next[choice])}
    >
      <Icon size={18} aria-hidden="true" />
    </button>
  );
}
