import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

export type SchemaEngine = bindings.SchemaEngine;

/** Prisma's own schema engine as WebAssembly, on the pg adapter: no binary has to be downloaded. */
export async function openSchemaEngine(databaseUrl: string, schema: string): Promise<SchemaEngine> {
  loaded ??= load();
  await loaded;
  const factory = bindMigrationAwareSqlAdapterFactory(
    new PrismaPg({ connectionString: databaseUrl, max: 1 }),
  );
  return bindings.SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => {}, factory);
}

/** No table is left out of a diff or a migration. */
export const allTables = { externalTables: [], externalEnums: [] };

// All engines share the bindings' one memory, so the module is instantiated once.
let loaded: Promise<void> | undefined;

/** The package expects a bundler to load its .wasm; this does by hand what the bundler would. */
async function load(): Promise<void> {
  const glue = import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasm = await readFile(fileURLToPath(new URL('schema_engine_bg.wasm', glue)));
  const module = await WebAssembly.compile(wasm);
  const imports: WebAssembly.Imports = {};
  for (const { module: name } of WebAssembly.Module.imports(module)) {
    imports[name] = bindings as unknown as WebAssembly.ModuleImports;
  }
  const instance = await WebAssembly.instantiate(module, imports);
  const { __wbg_set_wasm: setWasm } = bindings as unknown as { __wbg_set_wasm(exports: unknown): void };
  setWasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
}
