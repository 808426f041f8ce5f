/** A path segment as a page gets it, decoded; left as it is where it is no valid encoding. */
export function decodedSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
