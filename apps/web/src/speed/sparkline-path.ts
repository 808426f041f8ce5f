/**
 * An SVG path of `values` from left to right in a box of `width` × `height`, 0 at its bottom and `top` at its upper
 * edge; a null breaks the line. A lone point becomes a dash of 1 px, which a line alone would not show.
 */
export function sparklinePath(
  values: readonly (number | null)[],
  top: number,
  width: number,
  height: number,
): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const y = (value: number) => round(height - (Math.min(Math.max(value, 0), top) / top) * height);
  let path = '';
  let open = false;
  values.forEach((value, index) => {
    if (value === null) {
      open = false;
      return;
    }
    const x = round(index * step);
    path += `${open ? 'L' : 'M'}${x} ${y(value)}`;
    const alone = !open && (values[index + 1] ?? null) === null;
    if (alone) path += 'h1';
    open = true;
  });
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
