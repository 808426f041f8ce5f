export type SheetHeight = 'low' | 'half' | 'full';

const order: readonly SheetHeight[] = ['low', 'half', 'full'];

/** The share of the screen's height each takes; the same as in bottom-sheet.module.css. */
const shares: Readonly<Record<SheetHeight, number>> = { low: 0.17, half: 0.42, full: 0.78 };

export function nextHeight(height: SheetHeight): SheetHeight {
  return order[(order.indexOf(height) + 1) % order.length];
}

/** The height a sheet let go at `px` settles to. */
export function nearestHeight(px: number, screenPx: number): SheetHeight {
  const share = px / screenPx;
  return order.reduce((best, each) =>
    Math.abs(shares[each] - share) < Math.abs(shares[best] - share) ? each : best,
  );
}
