import { RestRefusal } from '../http/errors.ts';
import { type Input, isObject } from '../http/input.ts';
import { readJson } from '../http/json-body.ts';
import { readValues } from '../v1/values.ts';

type TokenValues = Readonly<Record<string, unknown>>;

/** Returns the values of a gateway token. v1 accepts `meta` as JSON text, and treats an empty object as absent. */
export function readTokenValues(input: Input): TokenValues {
  const values = readValues('gatewayToken', input);
  const { meta } = values;
  if (typeof meta === 'string') return { ...values, meta: parseMeta(meta) };
  if (!isObject(meta)) return values;
  return { ...values, meta: Object.keys(meta).length === 0 ? null : meta };
}

/** Returns the object of a JSON text; any other text as it is, for the domain to refuse. */
function parseMeta(json: string): unknown {
  try {
    return readJson(json);
  } catch (error) {
    if (error instanceof RestRefusal) return json;
    throw error;
  }
}

/** Merges `meta` into the stored one. v1 shows only a part of it, so a caller who sends it back must not lose the rest. */
export const mergedMeta = (stored: unknown, values: TokenValues): TokenValues =>
  isObject(values.meta)
    ? { ...values, meta: { ...(isObject(stored) ? stored : {}), ...values.meta } }
    : values;
