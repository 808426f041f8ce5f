import { z } from 'zod';
import { errorAnswer } from './api-answers.ts';
import type { Operation, Refusal } from './operations.ts';
import { isList } from './query-parameters.ts';

type Json = Readonly<Record<string, unknown>>;

const refusalMeanings: Readonly<Record<400 | Refusal, string>> = {
  400: 'A parameter is unknown, given twice or wrong: all that is wrong, one line for each.',
  403: 'Not from this page, or not in this deployment.',
  404: 'There is none.',
  410: 'The log no longer holds it.',
  502: 'driver-speed does not answer.',
  503: 'The database is away, or what else this needs.',
};

const intro = `Times are epoch ms of event time, speeds km/h, distances metres, durations seconds.

Answers with an ETag are 304 to an If-None-Match that names it. Windows that every partition has closed never change: \
what was asked for by such times may be kept (Cache-Control), everything else is to be asked again.`;

/** The OpenAPI 3.1 document of the operations, made of the schemas they are parsed and answered with. */
export function openApiDocument(operations: readonly Operation[]): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const methods =
      operation.method === 'GET'
        ? { get: described(operation, 'get'), head: described(operation, 'head') }
        : { post: described(operation, 'post') };
    paths[operation.path] = { ...paths[operation.path], ...methods };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Rumo', version: '1', description: intro },
    paths,
    components: { schemas: { Error: jsonSchema(errorAnswer, 'output') } },
  };
}

function described(operation: Operation, method: 'get' | 'head' | 'post'): Json {
  const { summary, description, path } = operation;
  return {
    operationId: operationId(method, path),
    summary,
    ...(description === undefined ? {} : { description }),
    parameters: [
      ...parametersOf(operation.pathParameters, 'path'),
      ...parametersOf(operation.query, 'query'),
    ],
    responses: responsesOf(operation, method === 'head'),
  };
}

function operationId(method: string, path: string): string {
  return `${method} ${path}`.replace(/[^a-z]+/gi, '_').replace(/_$/, '');
}

function linksOf(links: NonNullable<Operation['links']>): Json {
  return Object.fromEntries(
    Object.entries(links).map(([name, { path, parameters }]) => [
      name,
      { operationId: operationId('get', path), parameters },
    ]),
  );
}

function parametersOf(shape: z.ZodRawShape, place: 'path' | 'query'): Json[] {
  return Object.entries(shape).map(([name, field]) => {
    const { description, ...described } = jsonSchema(field as z.ZodType, 'input');
    // zod leaves out the default of what is read from text first.
    const schema = { ...described, ...defaultOf(field as z.ZodType) };
    const isRequired = !(field as z.ZodType).safeParse(undefined).success;
    const style = isList(field as z.ZodType) ? { style: 'form', explode: true } : {};
    return { name, in: place, required: isRequired, description, ...style, schema };
  });
}

function defaultOf(field: z.ZodType): Json {
  const fallback = field.meta()?.default;
  return fallback === undefined ? {} : { default: fallback };
}

function responsesOf(operation: Operation, isHead: boolean): Json {
  const content = (type: string, schema: Json) => (isHead ? {} : { content: { [type]: { schema } } });
  const refused = (status: 400 | Refusal) => {
    const retry = { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } };
    return {
      description: refusalMeanings[status],
      ...(status > 500 ? { headers: retry } : {}),
      ...content('application/json', { $ref: '#/components/schemas/Error' }),
    };
  };
  const tag = { ETag: { description: 'Names what is answered.', schema: { type: 'string' } } };
  const link = {
    Link: {
      description: 'With `format=csv`: rel="next" is the next page, where there is one.',
      schema: { type: 'string' },
    },
  };
  return {
    200: {
      description: operation.summary,
      ...(operation.isTagged ? { headers: { ...tag, ...(operation.csv === undefined ? {} : link) } } : {}),
      ...(isHead ? {} : { content: contentOf(operation) }),
      ...(operation.links === undefined || isHead ? {} : { links: linksOf(operation.links) }),
    },
    ...(operation.isTagged ? { 304: { description: 'As If-None-Match has it.', headers: tag } } : {}),
    ...Object.fromEntries(([400, ...operation.refusals] as const).map((status) => [status, refused(status)])),
  };
}

function contentOf({ contentType, answer, csv }: Operation): Json {
  return {
    [contentType.split(';')[0]]: { schema: jsonSchema(answer, 'output') },
    ...(csv === undefined ? {} : { 'text/csv': { schema: { type: 'string' } } }),
  };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
