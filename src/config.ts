import { z } from 'zod';

const Env = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
    .optional(),
  DATABASE_POOL: z.coerce.number().int().min(1).max(1000).default(10),
  DATA_DIR: z.string().min(1).default('./data'),
  APP_URL: z.url({ protocol: /^https?$/ }).optional(),
  HASHIDS_SALT: z.string().default(''),
  EXPLORE: z.enum(['on', 'off']).optional(),
});

/** The settings, checked and with their units and defaults. */
export interface Config {
  /** Production keeps introspection, GraphiQL and hints off unless `explore` is on. */
  readonly production: boolean;
  /** Whether the schema can be explored: introspection, GraphiQL, hints in error messages. */
  readonly explore: boolean;
  /** Port to listen on; 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** `postgres://…`, or null for the embedded database in `dataDir`. */
  readonly databaseUrl: string | null;
  /** Connections to the database server. */
  readonly databasePool: number;
  /** Folder of the embedded database and of the bytes of documents. */
  readonly dataDir: string;
  /** Base of links and document addresses, without a slash at the end; null takes it from each request. */
  readonly appUrl: string | null;
  /** Salt of the ids, as the source system's. */
  readonly hashidsSalt: string;
}

/**
 * Reads the settings from the environment; an empty variable counts as absent.
 * @throws Error that names every bad variable at once
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Env.safeParse(given);
  if (!parsed.success) throw new Error(`Bad settings:\n${z.prettifyError(parsed.error)}`);
  const { data } = parsed;
  const production = data.NODE_ENV === 'production';
  return {
    production,
    explore: data.EXPLORE ? data.EXPLORE === 'on' : !production,
    port: data.PORT,
    host: data.HOST,
    databaseUrl: data.DATABASE_URL ?? null,
    databasePool: data.DATABASE_POOL,
    dataDir: data.DATA_DIR,
    appUrl: data.APP_URL?.replace(/\/+$/, '') ?? null,
    hashidsSalt: data.HASHIDS_SALT,
  };
}
