import type uPlot from 'uplot';
import type { ChartTokens } from './chart-tokens.ts';

export interface WindowMarks {
  readonly windowMs: number;
  /** The window that the rest of the page shows. */
  readonly selectedMs: number | null;
}

const edgesFromPx = 18;

/** Draws the chosen window's span below the lines, and the windows' edges where they are wide enough to be seen. */
export function windowMarks(tokens: ChartTokens, marks: () => WindowMarks): uPlot.Plugin {
  return {
    hooks: {
      drawClear: (plot) => {
        const { windowMs, selectedMs } = marks();
        const { ctx, bbox } = plot;
        const x = (ms: number) => plot.valToPos(ms, 'x', true);
        const right = bbox.left + bbox.width;
        ctx.save();
        ctx.beginPath();
        ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
        ctx.clip();
        if (selectedMs !== null) {
          const from = x(selectedMs);
          const width = Math.max(2, x(selectedMs + windowMs) - from);
          ctx.fillStyle = tokens.accent;
          ctx.globalAlpha = 0.14;
          ctx.fillRect(from, bbox.top, width, bbox.height);
          ctx.globalAlpha = 1;
          ctx.fillRect(from, bbox.top + bbox.height - 3, width, 3);
        }
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
