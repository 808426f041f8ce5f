import { decodeFrame, type LiveStatus } from '@rumo/events';
import type { Browser, Page, WebSocket } from 'playwright-core';
import { until } from '../harness/until.ts';

/** What came over one socket of the page, in order. */
export interface SocketStory {
  open: boolean;
  readonly frames: { readonly snapshot: boolean; readonly updates: number }[];
  readonly statuses: LiveStatus[];
}

export interface MapPage {
  readonly page: Page;
  /** Every socket the page has opened to the live map. */
  readonly sockets: readonly SocketStory[];
  /** Errors the page has thrown. */
  readonly errors: readonly string[];
  /** Resolves when more than `count` cars are in view and the page says that what it shows is live. */
  showsCars(count: number): Promise<void>;
}

/** Opens the map and writes down what its sockets bring. */
export async function openMapPage(browser: Browser, address: string): Promise<MapPage> {
  // Small, for software draws it.
  const page = await browser.newPage({ viewport: { width: 800, height: 500 } });
  const sockets: SocketStory[] = [];
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('websocket', (socket) => sockets.push(listen(socket)));
  await page.goto(address);
  return {
    page,
    sockets,
    errors,
    async showsCars(count) {
      const inView = page.getByRole('status', { name: 'Drivers in view' });
      const now = page.getByRole('region', { name: 'Now' });
      await until(
        `more than ${count} cars are in view, and live`,
        async () =>
          Number((await inView.textContent())?.replace(/\D/g, '')) > count &&
          (await now.getAttribute('data-level')) === 'live',
        120_000,
      );
    },
  };
}

function listen(socket: WebSocket): SocketStory {
  const story: SocketStory = { open: true, frames: [], statuses: [] };
  socket.on('close', () => {
    story.open = false;
  });
  socket.on('framereceived', ({ payload }) => {
    if (typeof payload !== 'string') {
      const frame = decodeFrame(payload);
      if (frame.kind === 'cars') story.frames.push({ snapshot: frame.snapshot, updates: frame.count });
      return;
    }
    // Socket.IO's text packet of an event: 42["name",argument].
    if (payload.startsWith('42["status",')) story.statuses.push(JSON.parse(payload.slice(2))[1]);
  });
  return story;
}
