/** Bytes as text a page can show: what is not UTF-8 or not printable becomes a visible mark. */
export function printable(bytes: Uint8Array): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return lossyUtf8.decode(bytes).replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\u2423');
}

const lossyUtf8 = new TextDecoder();
