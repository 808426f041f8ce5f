'use client';

import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { fetchJson } from '../../shell/fetch-json.ts';
import type { StreamAnswer } from '../api-answers.ts';

/** Where the consumers stand; one query for all that show it, the strip's pause button included. */
export function useStream(): UseQueryResult<StreamAnswer> {
  return useQuery({
    queryKey: ['stream'],
    queryFn: () => fetchJson<StreamAnswer>('/api/stream'),
    refetchInterval: 1_000,
  });
}
