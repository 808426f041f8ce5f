import type { Socket } from 'socket.io';
import { frameAcknowledgement, framePacket } from './frame-packet.ts';
import type { ViewFrame } from './map-view.ts';

type Connection = Socket['conn'];
type WriteOptions = Parameters<Connection['write']>[1];

/** What is used here of ws's WebSocket. Names with an underscore are its own: where one is missing, all goes the long way. */
interface WebSocketInside {
  readonly readyState: number;
  readonly _sender?: { sendFrame?(pieces: readonly Buffer[]): void };
  readonly _receiver?: ReceiverInside;
}

interface ReceiverInside {
  readonly _state: number;
  readonly _bufferedBytes: number;
  readonly _fragmented: number;
  readonly writableLength: number;
  write(chunk: Buffer): boolean;
}

const open = 1;
/** Of the receiver: the next byte is the first of a WebSocket frame. */
const betweenFrames = 0;
/** What a client sends for it: Engine.IO's 4 for a message before Socket.IO's packet. */
const acknowledgement = Buffer.from(`4${frameAcknowledgement}`);
/** As a WebSocket frame: final text, masked, so many bytes; then the mask and the bytes. */
const finalText = 0x81;
const maskedLength = 0x80 | acknowledgement.length;
const bytesAt = 6;
const acknowledgementLength = bytesAt + acknowledgement.length;

/**
 * Sends a frame as it was written once for all clients that get it. Where nothing waits before it, it goes straight
 * to the WebSocket: Engine.IO's own way there costs as much again as the write itself.
 */
export function sendFrame(connection: Connection, frame: ViewFrame): void {
  frame.packet ??= [framePacket(frame.bytes)];
  const { packet } = frame;
  const websocket = insideOf(connection);
  const sender = websocket?._sender;
  const straight = connection.readyState === 'open' && websocket?.readyState === open;
  if (straight && waiting(connection) === 0 && typeof sender?.sendFrame === 'function') {
    sender.sendFrame(packet);
  } else {
    connection.write('', { wsPreEncodedFrame: packet } as unknown as WriteOptions);
  }
}

/**
 * Calls `take` for each acknowledgement of a frame that comes in a piece of its own, as nearly all do, and spares it
 * the way through ws, Engine.IO and Socket.IO. Everything else goes that way as ever.
 */
export function takeAcknowledgements(connection: Connection, take: () => void): void {
  const websocket = insideOf(connection);
  const receiver = websocket?._receiver;
  if (websocket === undefined || typeof receiver?.write !== 'function') return;
  const write = receiver.write;
  receiver.write = (chunk) => {
    if (!isAcknowledgement(chunk) || !isAtRest(websocket, receiver)) return write.call(receiver, chunk);
    take();
    return true;
  };
}

function isAtRest(websocket: WebSocketInside, receiver: ReceiverInside): boolean {
  return (
    websocket.readyState === open &&
    receiver._state === betweenFrames &&
    receiver._bufferedBytes === 0 &&
    receiver._fragmented === 0 &&
    receiver.writableLength === 0
  );
}

/** Whether a piece of the stream is one acknowledgement and nothing else. */
export function isAcknowledgement(chunk: Buffer): boolean {
  if (chunk.length !== acknowledgementLength || chunk[0] !== finalText || chunk[1] !== maskedLength)
    return false;
  for (let i = 0; i < acknowledgement.length; i++) {
    if ((chunk[bytesAt + i] ^ chunk[2 + (i & 3)]) !== acknowledgement[i]) return false;
  }
  return true;
}

function insideOf(connection: Connection): WebSocketInside | undefined {
  return (connection.transport as unknown as { readonly socket?: WebSocketInside }).socket;
}

/** How many packets Engine.IO still holds back. */
function waiting(connection: Connection): number {
  return (connection as unknown as { readonly writeBuffer: readonly unknown[] }).writeBuffer.length;
}
