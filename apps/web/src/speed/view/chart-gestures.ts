import type uPlot from 'uplot';
import type { TimeRange } from '../chart-view.ts';

/** What a pointer may want of a chart, in event time. */
export interface ChartGestures {
  /** Move by so much, later where positive. */
  readonly pan: (byMs: number) => void;
  readonly zoom: (factor: number, aroundMs: number) => void;
  readonly draw: (range: TimeRange) => void;
  /** A press that did not become a drag. */
  readonly click: (atMs: number) => void;
  readonly reset: () => void;
}

const slackPx = 6;
const wheelPxPerDoubling = 240;

/** uPlot's cursor for these gestures: a mouse draws a stretch, unless Shift is held, which moves the chart. */
export const gestureCursor: uPlot.Cursor = {
  y: false,
  points: { show: false },
  drag: { x: true, y: false, dist: 8, setScale: false },
  bind: {
    mousedown: (_plot, _target, handler) => (event) => {
      if (event.button === 0 && !event.shiftKey) handler(event);
      return null;
    },
    dblclick: () => () => null,
  },
};

/**
 * Mouse: drag draws a stretch, Shift-drag and a drag of the time axis move, the wheel moves sideways and zooms with
 * Ctrl (as a touchpad's pinch does). Touch: one finger moves, two zoom; up and down stay the page's.
 */
export function chartGestures(gestures: ChartGestures): uPlot.Plugin {
  const stop = new AbortController();
  return {
    hooks: {
      ready: (plot) => listen(plot, gestures, stop.signal),
      setSelect: (plot) => {
        const { left, width } = plot.select;
        if (width <= 0) return;
        gestures.draw({ fromMs: plot.posToVal(left, 'x'), toMs: plot.posToVal(left + width, 'x') });
        plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      },
      destroy: () => stop.abort(),
    },
  };
}

function listen(plot: uPlot, gestures: ChartGestures, signal: AbortSignal): void {
  const axis = plot.root.querySelector<HTMLElement>('.u-axis');
  const pointers = new Map<number, number>();
  let pressedX = 0;
  let moved = false;

  const msPerPx = () => ((plot.scales.x.max ?? 0) - (plot.scales.x.min ?? 0)) / (plot.over.clientWidth || 1);
  const timeAt = (clientX: number) => plot.posToVal(clientX - plot.over.getBoundingClientRect().left, 'x');
  const moves = (event: PointerEvent) =>
    event.pointerType !== 'mouse' || event.shiftKey || event.currentTarget === axis;

  const down = (event: PointerEvent) => {
    if (pointers.size === 0) {
      pressedX = event.clientX;
      moved = false;
    }
    if (event.button !== 0 || !moves(event)) return;
    pointers.set(event.pointerId, event.clientX);
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    if (Math.abs(event.clientX - pressedX) > slackPx) moved = true;
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other !== undefined) {
      const apart = Math.abs(event.clientX - other);
      const apartBefore = Math.abs(before - other);
      if (apart > slackPx && apartBefore > slackPx) gestures.zoom(apart / apartBefore, timeAt(other));
    } else if (moved) gestures.pan((before - event.clientX) * msPerPx());
    else return;
    pointers.set(event.pointerId, event.clientX);
  };
  const up = (event: PointerEvent) => pointers.delete(event.pointerId);
  const wheel = (event: WheelEvent) => {
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (event.ctrlKey || event.metaKey)
      gestures.zoom(2 ** (-event.deltaY / wheelPxPerDoubling), timeAt(event.clientX));
    else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY))
      gestures.pan(sideways * msPerPx());
    else return;
    event.preventDefault();
  };
  const click = (event: MouseEvent) => {
    if (!moved && Math.abs(event.clientX - pressedX) <= slackPx) gestures.click(timeAt(event.clientX));
  };
  for (const element of [plot.over, axis]) {
    if (element === null) continue;
    element.style.touchAction = 'pan-y';
    element.addEventListener('pointerdown', down, { signal });
    element.addEventListener('pointermove', move, { signal });
    element.addEventListener('pointerup', up, { signal });
    element.addEventListener('pointercancel', up, { signal });
    element.addEventListener('wheel', wheel, { signal, passive: false });
  }
  plot.over.addEventListener('click', click, { signal });
  plot.over.addEventListener('dblclick', () => gestures.reset(), { signal });
}
