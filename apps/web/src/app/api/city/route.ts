import { clientCity } from '../../../city/loaded-city.ts';
import { operations } from '../../../speed/operations.ts';
import { ok, refusal } from '../../../speed/server/answer.ts';
import { serve } from '../../../speed/server/serve.ts';

export const dynamic = 'force-dynamic';

/** GET /api/city */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(operations.city, async () => {
  try {
    return ok({ ...clientCity(), bounds: [...clientCity().bounds] });
  } catch (error) {
    return refusal(503, { error: (error as Error).message });
  }
});
