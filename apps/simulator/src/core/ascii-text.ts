/** Text under construction, at most 1,024 ASCII characters: one flat string, where `+` would leave a tree of pieces. */
export interface AsciiText {
  readonly bytes: Buffer;
  length: number;
}

const only: AsciiText = { bytes: Buffer.alloc(1_024), length: 0 };

/** Begins a text; the one begun before must have been ended. */
export function beginText(): AsciiText {
  only.length = 0;
  return only;
}

export function endText({ bytes, length }: AsciiText): string {
  if (length > bytes.length) throw new RangeError(`a text of ${length} characters, at most ${bytes.length}`);
  return bytes.toString('latin1', 0, length);
}

export function put(text: AsciiText, ascii: string): void {
  const { bytes } = text;
  let at = text.length;
  for (let i = 0; i < ascii.length; i++) bytes[at++] = ascii.charCodeAt(i);
  text.length = at;
}

const digits = new Uint8Array(20);

/** `units` / 10^`decimals` as JSON writes it; `units` is a safe integer. */
export function putDecimal(text: AsciiText, units: number, decimals: number): void {
  const { bytes } = text;
  let rest = Math.abs(units);
  let unwritten = decimals;
  while (unwritten > 0 && rest % 10 === 0) {
    rest /= 10;
    unwritten--;
  }
  let count = 0;
  // Division by a constant is much quicker on 32 bits.
  for (; rest > 0x7fff_ffff; rest = Math.floor(rest / 10)) digits[count++] = 48 + (rest % 10);
  for (let small = rest | 0; small > 0 || count <= unwritten; small = (small / 10) | 0) {
    digits[count++] = 48 + (small % 10);
  }
  let at = text.length;
  if (units < 0) bytes[at++] = 45;
  while (count > 0) {
    bytes[at++] = digits[--count];
    if (count === unwritten && unwritten > 0) bytes[at++] = 46;
  }
  text.length = at;
}
