import { cellSpeeds } from '@rumo/database/queries';
import { speedCellZoom } from '@rumo/events';
import type { CellsAnswer } from '../../../../speed/api-answers.ts';
import { operations } from '../../../../speed/operations.ts';
import { answered } from '../../../../speed/server/answer.ts';
import { serve } from '../../../../speed/server/serve.ts';
import { askDatabase } from '../../../../speed/server/web-database.ts';
import { windowOfRequest } from '../../../../speed/server/window-of-request.ts';

export const dynamic = 'force-dynamic';

/** GET /api/speed/cells?window=5m&at=: the map cells of one window. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(
  operations.cells,
  async ({ query, ifChanged }) => {
    const { window: windowMs, at } = query;
    return answered(
      await askDatabase(async (database) => {
        const { window, version, enriched } = await windowOfRequest(database, windowMs, at);
        const { startMs } = window;
        return ifChanged(version, async (): Promise<CellsAnswer> => {
          const rows = startMs === null ? [] : await cellSpeeds(database, { windowMs, startMs });
          return { ...window, enriched, zoom: speedCellZoom, rows };
        });
      }),
    );
  },
);
