'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

/** The page's parameters in its address, and what changes them without a load; null takes one out. */
export function useUrlState(): [
  { get(name: string): string | null },
  (changes: Readonly<Record<string, string | null>>) => void,
] {
  const parameters = useSearchParams();
  const path = usePathname();
  const change = useCallback(
    (changes: Readonly<Record<string, string | null>>) => {
      const next = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(changes)) {
        if (value === null) next.delete(name);
        else next.set(name, value);
      }
      const query = next.toString();
      window.history.replaceState(null, '', query === '' ? path : `${path}?${query}`);
    },
    [path],
  );
  return [parameters, change];
}
