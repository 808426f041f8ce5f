/**
 * Whether an If-None-Match header names this entity tag (RFC 9110, 13.1.2): compared weakly, for what has the same
 * meaning need not be sent again. `*` is any.
 */
export function isTagIn(ifNoneMatch: string | null, tag: string): boolean {
  if (ifNoneMatch === null) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const opaque = opaqueOf(tag);
  return (ifNoneMatch.match(/(W\/)?"[^"]*"/g) ?? []).some((known) => opaqueOf(known) === opaque);
}

function opaqueOf(tag: string): string {
  return tag.replace(/^W\//, '');
}
