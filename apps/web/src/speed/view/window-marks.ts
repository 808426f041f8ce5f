import type uPlot from 'uplot';
import type { ChartTokens } from './chart-tokens.ts';

export interface WindowMarks {
  readonly windowMs: number;
  /** The window that the rest of the page shows. */
  readonly selectedMs: number | null;
  /** The window under the pointer or the keyboard. */
  readonly pointedMs: number | null;
}

const edgesFromPx = 18;

/** Draws the chosen and the pointed window's spans below the lines, and the windows' edges where they can be seen. */
export function windowMarks(tokens: ChartTokens, marks: () => WindowMarks): uPlot.Plugin {
  return {
    hooks: {
      drawClear: (plot) => {
        const { windowMs, selectedMs, pointedMs } = marks();
        const { ctx, bbox } = plot;
        const x = (ms: number) => plot.valToPos(ms, 'x', true);
        const right = bbox.left + bbox.width;
        const shade = (startMs: number, color: string, alpha: number) => {
          const from = x(startMs);
          const width = Math.max(2, x(startMs + windowMs) - from);
          ctx.fillStyle = color;
          ctx.globalAlpha = alpha;
          ctx.fillRect(from, bbox.top, width, bbox.height);
          ctx.globalAlpha = 1;
          ctx.fillRect(from, bbox.top + bbox.height - 3, width, 3);
        };
        ctx.save();
        ctx.beginPath();
        ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
        ctx.clip();
        if (pointedMs !== null) shade(pointedMs, tokens.line, 0.12);
        if (selectedMs !== null) shade(selectedMs, tokens.accent, 0.14);
        const { min, max } = plot.scales.x;
        const widthPx = (x(windowMs) - x(0)) / devicePixelRatio;
        if (min != null && max != null && widthPx >= edgesFromPx) {
          ctx.strokeStyle = tokens.grid;
          ctx.lineWidth = 1;
          // A dashed series leaves its dashes on the canvas.
          ctx.setLineDash([]);
          ctx.beginPath();
          for (let edge = Math.ceil(min / windowMs) * windowMs; x(edge) <= right; edge += windowMs) {
            ctx.moveTo(Math.round(x(edge)) + 0.5, bbox.top);
            ctx.lineTo(Math.round(x(edge)) + 0.5, bbox.top + bbox.height);
          }
          ctx.stroke();
        }
        ctx.restore();
      },
    },
  };
}
