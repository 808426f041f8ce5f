'use client';

import { useEffect, useState } from 'react';

/** `value` once it has stayed the same for `restMs`; null at once. */
export function useRested(value: number | null, restMs: number): number | null {
  const [rested, setRested] = useState<number | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), value === null ? 0 : restMs);
    return () => clearTimeout(timer);
  }, [value, restMs]);
  return rested;
}
