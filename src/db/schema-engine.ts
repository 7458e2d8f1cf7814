import { readFile } from 'node:fs/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  type ErrorCapturingSqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import type pg from 'pg';

/** Filters that leave all tables and enums to the migrations. */
export const NO_FILTERS = { externalTables: [], externalEnums: [] };

/** The engine's code, loaded once: its JavaScript works with one instance only. */
let loaded: Promise<WasmGlue> | undefined;

/**
 * Opens Prisma's migration engine, as WebAssembly, on a pool. It is loaded only for migrations, since that takes
 * longer than the rest of a start.
 * @param onFailure receives the database's error for a script that fails; the engine's own error does not contain it
 */
export async function openSchemaEngine(
  pool: pg.Pool,
  onFailure: (error: unknown) => void = () => {},
): Promise<SchemaEngine> {
  loaded ??= load();
  const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScripts(pool, onFailure));
  return await (await loaded).SchemaEngine.new({ datamodels: undefined }, () => {}, adapter);
}

async function load(): Promise<WasmGlue> {
  const entry = import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const engine = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(new URL('./schema_engine_bg.wasm', entry));
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': engine as unknown as WebAssembly.ModuleImports,
  });
  const glue = engine as unknown as WasmGlue;
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return glue;
}

/** Removes the timeouts that the address or the database sets for other statements. */
const UNLIMITED = 'set local statement_timeout = 0; set local lock_timeout = 0;\n';

/** Marks the migration as finished, in the transaction of its script. */
const FINISHED = `;
do $$ begin
  if to_regclass('_prisma_migrations') is not null then
    update _prisma_migrations set finished_at = now() where finished_at is null and rolled_back_at is null;
  end if;
end $$`;

/**
 * Sends scripts as a whole. The adapter cuts them at each semicolon, even inside function bodies. A script that is
 * sent as a whole is one transaction, so a process that is killed leaves a migration finished and marked, or neither.
 */
class WholeScripts extends PrismaPg {
  readonly #onFailure: (error: unknown) => void;

  constructor(pool: pg.Pool, onFailure: (error: unknown) => void) {
    super(pool);
    this.#onFailure = onFailure;
  }

  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      try {
        await adapter.underlyingDriver().query(UNLIMITED + script + FINISHED);
      } catch (error) {
        this.#onFailure(error);
        throw error;
      }
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
