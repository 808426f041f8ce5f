import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openApiDocument } from './openapi-document.ts';
import { operations } from './operations.ts';

const api = join(import.meta.dirname, '../app/api');
const routeFiles = readdirSync(api, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('route.ts'),
);
const document = openApiDocument(Object.values(operations)) as unknown as {
  paths: Record<string, Record<string, { operationId: string; parameters: Parameter[]; responses: object }>>;
};
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

test('every route is in the document, and everything in the document is a route', () => {
  const paths = routeFiles.map((file) => {
    const folder = relative(api, dirname(join(api, file)))
      .split(sep)
      .join('/');
    return `/api/${folder}`.replace(/\[(\w+)\]/g, '{$1}');
  });
  expect(Object.keys(document.paths).sort()).toEqual(paths.sort());
});

test('every route is served by the operation of its own path', async () => {
  for (const file of routeFiles) {
    const names = readFileSync(join(api, file), 'utf8').matchAll(/serve\(\s*operations\.(\w+)/g);
    const folder = dirname(file)
      .split(sep)
      .join('/')
      .replace(/\[(\w+)\]/g, '{$1}');
    for (const [, name] of names)
      expect(operations[name as keyof typeof operations].path).toBe(`/api/${folder}`);
  }
});

test('each operation has a name of its own', () => {
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map((operation) => operation.operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test('parameters are described as they are parsed', () => {
  const drivers = document.paths['/api/speed/drivers'].get.parameters;
  expect(drivers.find(({ name }) => name === 'limit')).toMatchObject({
    in: 'query',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: 10_000, default: 1_000 },
  });
  expect(drivers.find(({ name }) => name === 'window')?.schema).toMatchObject({
    enum: ['10s', '30s', '1m', '5m', '1h'],
    default: '10s',
  });
  const street = document.paths['/api/city/street'].get.parameters;
  expect(street.map(({ name, required }) => [name, required])).toEqual([
    ['latitude', true],
    ['longitude', true],
    ['headingDeg', false],
  ]);
});

test('every path parameter in braces is described, and every parameter tells what it is', () => {
  for (const [path, methods] of Object.entries(document.paths)) {
    const inBraces = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const { parameters } of Object.values(methods)) {
      const ofPath = parameters.filter((parameter) => parameter.in === 'path');
      expect(ofPath.map(({ name }) => name)).toEqual(inBraces);
      for (const parameter of parameters) {
        expect([path, parameter.name, parameter.description]).toEqual([
          path,
          parameter.name,
          expect.any(String),
        ]);
      }
    }
  }
});

test('the default of a parameter is one it takes', () => {
  for (const { query } of Object.values(operations)) {
    for (const [name, field] of Object.entries(query as z.ZodRawShape)) {
      const { default: fallback } = z.toJSONSchema(field as z.ZodType, { io: 'input' });
      if (fallback !== undefined)
        expect([name, (field as z.ZodType).safeParse(fallback).success]).toEqual([name, true]);
    }
  }
});
