import { readFile } from 'node:fs/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  type ErrorCapturingSqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import type pg from 'pg';

/** No table or enum is managed by anyone but the migrations. */
export const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Prisma's own migration engine, as WebAssembly, on an open pool. It is loaded only when there is
 * something to migrate, since that takes longer than everything else in a start.
 */
export async function openSchemaEngine(pool: pg.Pool): Promise<SchemaEngine> {
  const entry = import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const engine = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(new URL('./schema_engine_bg.wasm', entry));
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': engine as unknown as WebAssembly.ModuleImports,
  });
  const glue = engine as unknown as WasmGlue;
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScripts(pool));
  return await glue.SchemaEngine.new({ datamodels: undefined }, () => {}, adapter);
}

/** The adapter cuts scripts at every semicolon, inside function bodies too; a server takes them whole. */
class WholeScripts extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await adapter.underlyingDriver().query(script);
    };
    return adapter;
  }
}

interface WasmGlue {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
  SchemaEngine: {
    new: (
      options: { datamodels: undefined },
      log: (message: string) => void,
      adapter: ErrorCapturingSqlMigrationAwareDriverAdapterFactory,
    ) => Promise<SchemaEngine>;
  };
}
