'use client';

import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ErrorAnswer } from '../api-answers.ts';

/** An answer that is no 2xx, or none at all: `sinceMs` is epoch ms where the server told it. */
export class ApiError extends Error {
  readonly status: number | null;
  readonly sinceMs: number | null;

  constructor(status: number | null, answer: ErrorAnswer) {
    super(answer.error);
    this.status = status;
    this.sinceMs = answer.sinceMs ?? null;
  }
}

/** GETs JSON; throws ApiError with what the server said, or that it does not answer. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ApiError(null, { error: 'The web server does not answer.' });
  });
  const body = await response.json().catch(() => ({ error: 'The web server answers what cannot be read.' }));
  if (!response.ok) throw new ApiError(response.status, body as ErrorAnswer);
  return body as T;
}

const retryMs = 3_000;

/** Whether asking again would be told the same: the request is wrong, or what it asks for is unknown or gone. */
function isFinal(error: ApiError | null): boolean {
  return error?.status != null && error.status >= 400 && error.status < 500;
}

/**
 * Asks again every `everyMs` ('once' for what never changes) and keeps the last answer on the page meanwhile, also
 * when the next one is for another window. `path` null: nothing is asked yet.
 */
export function useApi<T>(path: string | null, everyMs: number | 'once'): UseQueryResult<T, ApiError> {
  return useQuery<T, ApiError>({
    queryKey: [path],
    queryFn: ({ signal }) => getJson<T>(path as string, signal),
    enabled: path !== null,
    refetchInterval: (query) => {
      if (everyMs !== 'once') return everyMs;
      return query.state.status === 'error' && !isFinal(query.state.error) ? retryMs : false;
    },
    staleTime: everyMs === 'once' ? Number.POSITIVE_INFINITY : 1_000,
    gcTime: 60_000,
    retry: false,
    placeholderData: keepPreviousData,
  });
}
