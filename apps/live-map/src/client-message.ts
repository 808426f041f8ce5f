import { type ClientToServer, findSchema, type Viewport, viewportSchema, watchSchema } from '@rumo/events';

/** Why a message of a client was not understood. Each is a label of a counter. */
export type GarbageReason = 'unknown_event' | 'bad_viewport' | 'bad_watch' | 'bad_find' | 'bad_clock';

export type ClientMessage =
  | { readonly kind: 'viewport'; readonly viewport: Viewport }
  | { readonly kind: 'watch'; readonly driverId: string | null }
  | { readonly kind: 'find'; readonly text: string; readonly answer: Parameters<ClientToServer['find']>[1] }
  | { readonly kind: 'clock'; readonly answer: Parameters<ClientToServer['clock']>[0] }
  | { readonly kind: 'garbage'; readonly reason: GarbageReason };

/** Reads one message of a client: the event's name and what came with it, all of it untrusted. */
export function readClientMessage(event: string, args: readonly unknown[]): ClientMessage {
  switch (event) {
    case 'viewport': {
      const viewport = viewportSchema.safeParse(args[0]);
      return viewport.success ? { kind: 'viewport', viewport: viewport.data } : garbage('bad_viewport');
    }
    case 'watch': {
      const driverId = watchSchema.safeParse(args[0]);
      return driverId.success ? { kind: 'watch', driverId: driverId.data } : garbage('bad_watch');
    }
    case 'find': {
      const text = findSchema.safeParse(args[0]);
      const answer = args[1];
      if (!text.success || !isAnswer(answer)) return garbage('bad_find');
      return { kind: 'find', text: text.data, answer };
    }
    case 'clock': {
      const answer = args[0];
      return isAnswer(answer) ? { kind: 'clock', answer } : garbage('bad_clock');
    }
    default:
      return garbage('unknown_event');
  }
}

function garbage(reason: GarbageReason): ClientMessage {
  return { kind: 'garbage', reason };
}

/** Socket.IO makes this function when the client asked for an answer; a client cannot send one itself. */
function isAnswer(value: unknown): value is (answer: unknown) => void {
  return typeof value === 'function';
}
