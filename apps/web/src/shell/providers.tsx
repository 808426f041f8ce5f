'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';

/** What every page's client components share. */
export function Providers({ children }: { readonly children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        // The default pauses queries while the browser believes itself offline, which a demo on localhost often is.
        defaultOptions: { queries: { networkMode: 'always', retry: 1, staleTime: 1_000 } },
      }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
