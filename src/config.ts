import { z } from 'zod';
import type { UploadLimits } from './domain/documents/limits.ts';
import type { BucketSettings } from './domain/documents/store/s3-store.ts';

/** Maximum size of a document in bytes, by the type of its column. */
const MAX_FILE_BYTES = 2_147_483_647;

/** Matches an origin as browsers send it: a scheme and a host, no path. Apps in a web view have schemes of their own. */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@*,]+\/?$/i;

const DAY_MS = 24 * 60 * 60 * 1000;

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
  CORS_ORIGINS: z.string().default('*').transform(readOrigins),
  HASHIDS_SALT: z.string().default(''),
  STREAM_PATIENCE_SECONDS: z.coerce.number().positive().max(3600).default(30),
  STATISTICS_SECONDS: z.coerce.number().positive().max(86_400).default(60),
  EXPLORE: z.enum(['on', 'off']).optional(),
  DOCUMENT_STORE: z
    .url({ protocol: /^s3$/, error: 'must be of the form s3://bucket/prefix?region=…&endpoint=…' })
    .optional(),
  DOCUMENT_QUARANTINE_DAYS: z.coerce.number().min(0).max(3650).default(7),
  UPLOAD_FILE_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_FILE_BYTES)
    .default(100_000 * 1024),
  UPLOAD_FILES: z.coerce.number().int().min(1).max(1000).default(20),
  UPLOAD_REQUEST_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(1024 ** 3),
  UPLOAD_SECONDS: z.coerce.number().int().min(1).max(86_400).default(3600),
});

/** Names of all settings, as environment variables. */
export const settingNames: readonly string[] = Env.keyof().options;

/** Checked settings, with defaults and units. */
export interface Config {
  /** Production mode: turns `explore` off by default, and creates no demo company. */
  readonly production: boolean;
  /** Enables introspection, GraphiQL, and hints in error messages. */
  readonly explore: boolean;
  /** Port to listen on; 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** `postgres://…`, or null for the embedded database in `dataDir`. */
  readonly databaseUrl: string | null;
  /** Size of the connection pool. */
  readonly databasePool: number;
  /** Folder of the embedded database and, without a bucket, of the bytes of documents. */
  readonly dataDir: string;
  /** Base URL of links and of documents, without a slash at the end; null to take it from each request. */
  readonly appUrl: string | null;
  /** Origins whose pages may send requests and read responses; `*` for all. */
  readonly corsOrigins: '*' | readonly string[];
  /** Time for which a subscription may be left unread before it is closed, in milliseconds. */
  readonly streamPatience: number;
  /** Interval at which the embedded database refreshes its planner statistics, in milliseconds. */
  readonly statisticsEvery: number;
  /** Salt of the ids, the same as in Invoice Ninja. */
  readonly hashidsSalt: string;
  /** Bucket with the bytes of documents; null for the data folder. */
  readonly bucket: BucketSettings | null;
  /** Time for which bytes of deleted documents stay in quarantine, in milliseconds; 0 removes them at once. */
  readonly quarantineTime: number;
  /** Limits of uploads. */
  readonly uploads: UploadLimits;
}

/** Refusal of invalid settings. The message names each of them. */
export class SettingsError extends Error {}

/** Reads the settings from environment variables. An empty variable counts as absent. @throws SettingsError */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Env.safeParse(given);
  if (!parsed.success) throw new SettingsError(`Bad settings:\n${z.prettifyError(parsed.error)}`);
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
    corsOrigins: data.CORS_ORIGINS,
    streamPatience: data.STREAM_PATIENCE_SECONDS * 1000,
    statisticsEvery: data.STATISTICS_SECONDS * 1000,
    hashidsSalt: data.HASHIDS_SALT,
    bucket: data.DOCUMENT_STORE === undefined ? null : bucketOf(new URL(data.DOCUMENT_STORE)),
    quarantineTime: data.DOCUMENT_QUARANTINE_DAYS * DAY_MS,
    uploads: {
      fileBytes: data.UPLOAD_FILE_BYTES,
      files: data.UPLOAD_FILES,
      requestBytes: data.UPLOAD_REQUEST_BYTES,
      time: data.UPLOAD_SECONDS * 1000,
    },
  };
}

/** Parses `*` or a list of origins. Normalizes origins as browsers do: lower case, no default port. */
function readOrigins(text: string, context: z.RefinementCtx): Config['corsOrigins'] {
  if (text.trim() === '*') return '*';
  const given = text.split(',').flatMap((origin) => origin.trim() || []);
  const refused = given.find((origin) => !ORIGIN.test(origin) || !URL.canParse(origin));
  if (given.length > 0 && refused === undefined) {
    return given.map((origin) => {
      const known = new URL(origin).origin;
      return known === 'null' ? origin.toLowerCase().replace(/\/$/, '') : known;
    });
  }
  const message = `must be * or origins such as https://app.example, not "${refused ?? text}"`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

/** Reads the settings of a bucket from its URL. With an endpoint, the bucket is part of the path by default. */
function bucketOf({ hostname, pathname, searchParams }: URL): BucketSettings {
  const prefix = pathname.replace(/^\/+|\/+$/g, '');
  const endpoint = searchParams.get('endpoint');
  return {
    bucket: hostname,
    prefix: prefix === '' ? '' : `${prefix}/`,
    region: searchParams.get('region') ?? 'us-east-1',
    endpoint,
    pathStyle: (searchParams.get('pathStyle') ?? String(endpoint !== null)) === 'true',
  };
}
