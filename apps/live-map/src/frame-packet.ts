import { Decoder, Encoder } from 'socket.io-parser';

/**
 * One frame as it goes over the wire: a WebSocket text message with Socket.IO's event `f`, which announces one binary
 * attachment and asks for an acknowledgement, and a binary message with the attachment, in one piece: one write.
 */
export function framePacket(frame: Uint8Array): Buffer {
  const length = frame.length;
  const extra = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const packet = Buffer.allocUnsafe(announcement.length + 2 + extra + length);
  packet.set(announcement);
  let at = announcement.length;
  packet[at++] = finalBinary;
  packet[at++] = extra === 0 ? length : extra === 2 ? 126 : 127;
  if (extra === 2) packet.writeUInt16BE(length, at);
  if (extra === 8) packet.writeBigUInt64BE(BigInt(length), at);
  packet.set(frame, at + extra);
  return packet;
}

/** What a client's acknowledgement is, as Engine.IO hands it over. Only one frame is in flight: it is always number 0. */
export const frameAcknowledgement = '30[]';

/** Socket.IO's own parser, but that it leaves acknowledgements of frames to whoever sent them. */
export const frameParser = {
  Encoder,
  Decoder: class extends Decoder {
    override add(packet: unknown): void {
      if (packet !== frameAcknowledgement) super.add(packet);
    }
  },
};

const finalText = 0x81;
const finalBinary = 0x82;
/** Engine.IO 4 message, Socket.IO 5 binary event, 1 attachment, acknowledgement number 0. */
const event = Buffer.from('451-0["f",{"_placeholder":true,"num":0}]');
const announcement = Buffer.from([finalText, event.length, ...event]);
