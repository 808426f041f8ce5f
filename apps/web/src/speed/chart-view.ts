/** A stretch of event time on a chart's axis, epoch ms. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a chart looks at: the newest stretch, which slides on with the stream, or one that stands still. */
export type ChartView =
  | { readonly kind: 'live'; readonly spanMs: number }
  | ({ readonly kind: 'fixed' } & TimeRange);

/** The windows of a chart, and how far back it looks by itself. */
export interface ViewScale {
  readonly windowMs: number;
  readonly lookBackMs: number;
}

/** What bounds a view besides: where the windows that the chart has begin, and the end of the data. */
export interface ViewLimits extends ViewScale {
  readonly firstMs: number;
  readonly endMs: number;
}

const leastWindows = 3;
/** More could not be told apart, and each is a query over the whole fleet. */
const mostWindows = 720;
/** By which share of its span a key or a button moves a view, and by what factor it looks closer. */
export const panStep = 0.25;
export const zoomStep = 2;

/** The view an address means: `from` and `to` in epoch ms, or `span` in seconds for a live one. */
export function viewOf(parameters: { get(name: string): string | null }, scale: ViewScale): ChartView {
  const fromMs = wholeNumber(parameters.get('from'));
  const toMs = wholeNumber(parameters.get('to'));
  if (fromMs !== null && toMs !== null && fromMs < toMs) return fixed({ fromMs, toMs }, scale);
  const spanS = wholeNumber(parameters.get('span'));
  return live(spanS === null || spanS === 0 ? scale.lookBackMs : spanS * 1_000, scale);
}

/** What brings an address to this view; null takes a parameter out. */
export function viewParameters(
  view: ChartView,
  lookBackMs: number,
): Record<'from' | 'to' | 'span', string | null> {
  if (view.kind === 'fixed')
    return { from: String(Math.round(view.fromMs)), to: String(Math.round(view.toMs)), span: null };
  const span = view.spanMs === lookBackMs ? null : String(Math.round(view.spanMs / 1_000));
  return { from: null, to: null, span };
}

export function rangeOf(view: ChartView, endMs: number): TimeRange {
  return view.kind === 'fixed' ? view : { fromMs: endMs - view.spanMs, toMs: endMs };
}

/**
 * What a chart shows of a view. While the stream is younger than a live view is long, a fifth of it is enough: the first
 * minutes fill the chart.
 */
export function shownRange(view: ChartView, { firstMs, endMs }: ViewLimits): TimeRange {
  const { fromMs, toMs } = rangeOf(view, endMs);
  if (view.kind === 'fixed' || firstMs <= fromMs) return { fromMs, toMs };
  return { fromMs: Math.min(firstMs, toMs - view.spanMs / 5), toMs };
}

/** A stretch of time somebody chose, or the newest so much of it, of which the stream may have only `thereMs`. */
export type SettledRange = { readonly lastMs: number; readonly thereMs: number } | TimeRange;

/** The stretch that a page tells about beside its chart: of a live view at least what the chart looks back by itself. */
export function settledRange(view: ChartView, { lookBackMs, firstMs, endMs }: ViewLimits): SettledRange {
  if (view.kind === 'fixed') return { fromMs: view.fromMs, toMs: view.toMs };
  return { lastMs: Math.max(view.spanMs, lookBackMs), thereMs: endMs - firstMs };
}

/** `factor` above 1 looks closer. The time `aroundMs` keeps its place; a live view keeps its end. */
export function zoomed(view: ChartView, factor: number, limits: ViewLimits, aroundMs?: number): ChartView {
  // Away from a young stream there is nothing more to see yet: the span that was meant grows.
  const { fromMs, toMs } = factor < 1 ? rangeOf(view, limits.endMs) : shownRange(view, limits);
  const spanMs = heldSpan((toMs - fromMs) / factor, limits);
  if (view.kind === 'live' && aroundMs === undefined) return live(spanMs, limits);
  const anchorMs = aroundMs ?? (fromMs + toMs) / 2;
  const share = (anchorMs - fromMs) / (toMs - fromMs);
  const nextFromMs = anchorMs - share * spanMs;
  return settled({ fromMs: nextFromMs, toMs: nextFromMs + spanMs }, limits);
}

/** Moves the view by `byMs`, later where positive. At the end of the data it becomes live. */
export function panned(view: ChartView, byMs: number, limits: ViewLimits): ChartView {
  const { fromMs, toMs } = shownRange(view, limits);
  return settled({ fromMs: fromMs + byMs, toMs: toMs + byMs }, limits);
}

/** The view of a stretch that somebody drew; whole windows, so that their edges are the chart's. */
export function drawnView({ fromMs, toMs }: TimeRange, limits: ViewLimits): ChartView {
  const { windowMs } = limits;
  return settled(
    { fromMs: Math.floor(fromMs / windowMs) * windowMs, toMs: Math.ceil(toMs / windowMs) * windowMs },
    limits,
  );
}

/** The least change of the view that shows the window from `startMs` whole. */
export function revealed(view: ChartView, startMs: number, limits: ViewLimits): ChartView {
  const { fromMs, toMs } = rangeOf(view, limits.endMs);
  if (startMs < fromMs) return panned(view, startMs - fromMs, limits);
  const beyondMs = startMs + limits.windowMs - toMs;
  return beyondMs > 0 ? panned(view, beyondMs, limits) : view;
}

/**
 * What to ask the API for: more than is seen, on a coarse grid, so that a view can move a while within one answer.
 * A live view asks by length, which has the same address for as long as it is looked at.
 */
export function viewQuery(view: ChartView, scale: ViewScale): string {
  if (view.kind === 'live') return `last=${lastText(Math.max(view.spanMs, scale.lookBackMs))}`;
  let gridMs = scale.windowMs * 8;
  while (gridMs < view.toMs - view.fromMs) gridMs *= 2;
  const fromMs = Math.max(0, Math.floor(view.fromMs / gridMs) * gridMs);
  return `from=${fromMs}&to=${Math.ceil(view.toMs / gridMs) * gridMs}`;
}

/** At least so long, as the API's `last`, which has four digits at most. */
export function lastText(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  return minutes < 10_000 ? `${minutes}m` : `${Math.ceil(minutes / 60)}h`;
}

function live(spanMs: number, scale: ViewScale): ChartView {
  return { kind: 'live', spanMs: heldSpan(spanMs, scale) };
}

function fixed({ fromMs, toMs }: TimeRange, scale: ViewScale): ChartView {
  const spanMs = heldSpan(toMs - fromMs, scale);
  return { kind: 'fixed', fromMs, toMs: fromMs + spanMs };
}

/** A stretch that reaches the end of the data follows it from there on. */
function settled({ fromMs, toMs }: TimeRange, limits: ViewLimits): ChartView {
  const spanMs = heldSpan(toMs - fromMs, limits);
  return toMs >= limits.endMs ? live(spanMs, limits) : fixed({ fromMs, toMs: fromMs + spanMs }, limits);
}

function heldSpan(spanMs: number, { windowMs }: ViewScale): number {
  return Math.min(Math.max(spanMs, leastWindows * windowMs), mostWindows * windowMs);
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
