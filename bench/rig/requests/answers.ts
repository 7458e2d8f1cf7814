import { IdCodec } from '../../../src/domain/core/ids.ts';
import type { Workload } from './workloads.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const ids = new IdCodec();

/**
 * Reduces an answer to the values that must be equal for all servers: ids, amounts and times become numbers,
 * connections become lists, cursors are dropped. Answers of v1 are compared as they are.
 * @throws Error for an answer with errors
 */
export function meaningOf(workload: Workload, text: string): string {
  if (workload === 'rest') return text;
  const answer = JSON.parse(text);
  if (answer.errors) throw new Error(JSON.stringify(answer.errors).slice(0, 400));
  const [root] = Object.values(answer.data as Record<string, Json>);
  const said = (plain(root as Json) ?? {}) as { readonly [key: string]: Json };
  if (workload === 'create') return JSON.stringify(withoutIds(said.client ?? said.result ?? said));
  return JSON.stringify(said);
}

const MOMENTS = new Set(['updatedAt', 'createdAt']);
const AMOUNTS = new Set(['balance', 'paidToDate', 'creditBalance']);

function plain(value: Json, key = ''): Json {
  if (Array.isArray(value)) return value.map((item) => plain(item));
  if (value !== null && typeof value === 'object')
    return plainObject(value as { [key: string]: Json });
  if (key === 'id')
    return /^\d+$/.test(String(value)) ? Number(value) : ids.decodeHash(value as string);
  if (AMOUNTS.has(key)) return Number(value);
  if (MOMENTS.has(key) && typeof value === 'string') return Date.parse(value) / 1000;
  return value;
}

function plainObject(object: { readonly [key: string]: Json }): Json {
  const keys = Object.keys(object).filter((key) => key !== 'endCursor' && key !== 'userErrors');
  if (keys.length === 1 && keys[0] === 'nodes') return plain(object.nodes as Json);
  return Object.fromEntries(keys.sort().map((key) => [key, plain(object[key] as Json, key)]));
}

/** Removes the ids, because each server gives new records its own. */
const withoutIds = (value: Json): Json =>
  JSON.parse(JSON.stringify(value, (key, part) => (key === 'id' ? undefined : part)));
