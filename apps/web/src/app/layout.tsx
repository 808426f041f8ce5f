import '@fontsource-variable/inter/wght.css';
import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { Providers } from '../shell/providers.tsx';
import { themeScript } from '../shell/theme-script.ts';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Rumo', template: '%s · Rumo' },
  description:
    'A ride-sharing fleet, seen through its event stream: every car live, every speed in its window.',
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f4f1ea' },
    { media: '(prefers-color-scheme: dark)', color: '#141b22' },
  ],
};

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    // The script below sets data-theme before React looks at the element.
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of this program, no input in it */}
        <script dangerouslySetInnerHTML={{ __html: themeScript }} />
      </head>
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
