import { createLiveEngine } from './live-engine.ts';
import type { ToEngine } from './live-messages.ts';
import { openLiveSocket } from './live-socket.ts';
import { pageNowMs } from './page-clock.ts';

/** The page's second thread: socket, decoding and bookkeeping happen here and never hold up a picture. */
const scope = self as unknown as {
  onmessage: ((event: { readonly data: ToEngine }) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
};
const engine = createLiveEngine({
  openSocket: openLiveSocket,
  post: (message, transfer = []) => scope.postMessage(message, transfer),
  nowMs: pageNowMs,
  inWorker: true,
});
scope.onmessage = ({ data }) => engine(data);
