'use client';

import { create } from 'zustand';
import { themeStorageKey } from './theme-script.ts';

export type Theme = 'light' | 'dark';
export type ThemeChoice = Theme | 'auto';

interface ThemeState {
  /** What is shown. */
  readonly theme: Theme;
  /** What the user asked for; 'auto' follows the system. */
  readonly choice: ThemeChoice;
}

/** Light until `startTheme` has looked at the browser: the server knows neither. */
export const useTheme = create<ThemeState>(() => ({ theme: 'light', choice: 'auto' }));

/** Reads the stored choice and follows the system's from then on. Returns what stops it. */
export function startTheme(): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const follow = () => show(useTheme.getState().choice);
  useTheme.setState({ choice: storedChoice() });
  follow();
  system.addEventListener('change', follow);
  return () => system.removeEventListener('change', follow);
}

export function chooseTheme(choice: ThemeChoice): void {
  try {
    if (choice === 'auto') localStorage.removeItem(themeStorageKey);
    else localStorage.setItem(themeStorageKey, choice);
  } catch {
    // Storage is closed to this page: the choice lasts as long as the page.
  }
  useTheme.setState({ choice });
  show(choice);
}

function show(choice: ThemeChoice): void {
  const theme = choice === 'auto' ? systemTheme() : choice;
  document.documentElement.dataset.theme = theme;
  useTheme.setState({ theme });
}

function systemTheme(): Theme {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

function storedChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(themeStorageKey);
    return stored === 'light' || stored === 'dark' ? stored : 'auto';
  } catch {
    return 'auto';
  }
}
