import { type Checked, invalid } from '../core/checked.ts';
import { type DomainError, type InputPath, invalidInput } from '../core/errors.ts';
import type { IdCodec } from '../core/ids.ts';
import { gatewayTokenFields } from '../records/fields.ts';
import { type Values, validateValues } from '../records/values.ts';
import { unstorableJson } from '../text/text.ts';
import { leadingNumber } from '../v1-rules/php-number.ts';

/** The fields that a new gateway token must have. */
const REQUIRED = ['companyGatewayId', 'gatewayTypeId', 'meta'] as const;

/** The path of the values of a gateway token in a request. */
const PATH: InputPath = ['input'];

/** Validates the values of a new gateway token. */
export function validateNewToken(ids: IdCodec, values: Values): Checked<Values> {
  const { value, errors } = validateTokenValues(ids, values);
  const absent = REQUIRED.filter(
    (name) => value[name] == null && !errors.some(({ inputPath }) => inputPath.at(-1) === name),
  );
  return { value: { token: '', ...value }, errors: [...errors, ...absent.map(missing)] };
}

const missing = (name: string): DomainError =>
  invalidInput(`A gateway token needs the field "${name}".`, [...PATH, name], 'required');

/** Validates the values of a gateway token that is changed. Absent fields are left alone. */
export function validateTokenValues(ids: IdCodec, values: Values): Checked<Values> {
  const { value, errors } = validateValues(gatewayTokenFields, values, { ids, path: PATH });
  // Neither column is ever null: no token is an empty text, and no gateway leaves the stored one alone.
  if (value.token === null) value.token = '';
  if (value.companyGatewayId === null) delete value.companyGatewayId;
  if (values.meta === undefined) return { value, errors };
  const meta = validateMeta(values.meta);
  return {
    value: meta.value ? { ...value, meta: meta.value } : value,
    errors: [...errors, ...meta.errors],
  };
}

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const META: InputPath = [...PATH, 'meta'];

/** The members of `meta` that v1 shows as texts. */
const CARD_TEXTS = ['exp_month', 'exp_year', 'brand', 'last4'];

/** Validates `meta`: a text that cannot be stored, or a member that v1 could not show as it is, is an error. */
function validateMeta(meta: unknown): Checked<Values | null> {
  if (meta === null) return invalid(missing('meta'));
  if (!isObject(meta)) {
    return invalid(invalidInput('The field "meta" is a JSON object.', META, 'array'));
  }
  const nested = [...CARD_TEXTS, 'type'].filter(
    (name) => typeof meta[name] === 'object' && meta[name] !== null,
  );
  const errors = nested.map((name) =>
    invalidInput(`"${name}" is a text or a number.`, [...META, name], 'string'),
  );
  if (isEndless(meta.type)) {
    errors.push(
      invalidInput('"type" has more digits than are kept.', [...META, 'type'], 'integer'),
    );
  }
  const unstorable = unstorableJson(meta, META);
  return { value: meta, errors: unstorable ? [...errors, unstorable] : errors };
}

/** Returns whether a value begins with a number too large to be exact: v1 shows the whole number that it begins with. */
const isEndless = (value: unknown): boolean =>
  (typeof value === 'string' || typeof value === 'number') &&
  Math.abs(leadingNumber(String(value))) > Number.MAX_SAFE_INTEGER;
