/** Bytes that are not what the protocol asks for. Ends the connection they came on, and nothing else (B4). */
export class MalformedRequest extends Error {
  override readonly name = 'MalformedRequest';
}
