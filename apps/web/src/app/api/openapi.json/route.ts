import { openApiDocument } from '../../../speed/openapi-document.ts';
import { operations } from '../../../speed/operations.ts';
import { ok } from '../../../speed/server/answer.ts';
import { serve } from '../../../speed/server/serve.ts';

export const dynamic = 'force-dynamic';

/** GET /api/openapi.json: every endpoint, made of the schemas that they parse and answer with. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(operations.document, async () => {
  const document = openApiDocument(Object.values(operations));
  return ok({ openapi: '3.1.0', ...document } as const);
});
