import type { Values } from '../clients/upsert/input.ts';
import { validateValues } from '../clients/upsert/validate/values.ts';
import { type DomainError, DomainErrors, type InputPath, invalidInput } from '../core/errors.ts';
import type { IdCodec } from '../core/ids.ts';
import { gatewayTokenFields } from '../records/fields.ts';
import { unstorableJson } from '../text/text.ts';
import { leadingNumber } from '../v1-rules/php-number.ts';

/** What a new gateway token must have. */
const REQUIRED = ['companyGatewayId', 'gatewayTypeId', 'meta'] as const;

/** Where the values of a gateway token stand in a request. */
const PATH: InputPath = ['input'];

/**
 * The values of a new gateway token, in stored form.
 * @param errors gets everything that is wrong with them
 */
export function readNewToken(ids: IdCodec, values: Values, errors: DomainError[]): Values {
  const read = readTokenValues(ids, values, errors);
  for (const name of REQUIRED) {
    if (read[name] == null && !errors.some(({ inputPath }) => inputPath.at(-1) === name)) {
      errors.push(missing(name));
    }
  }
  return { token: '', ...read };
}

const missing = (name: string): DomainError =>
  invalidInput(`A gateway token needs the field "${name}".`, [...PATH, name], 'required');

/** The values to change of a gateway token, in stored form. @throws DomainErrors */
export function readTokenChange(ids: IdCodec, values: Values): Values {
  const errors: DomainError[] = [];
  const read = readTokenValues(ids, values, errors);
  if (errors.length > 0) throw new DomainErrors(errors);
  return read;
}

function readTokenValues(
  ids: IdCodec,
  values: Values,
  errors: DomainError[],
): Record<string, unknown> {
  const read = validateValues(ids, gatewayTokenFields, values, PATH, errors);
  // Neither column is ever null: no token is an empty text, and no gateway leaves alone what there is.
  if (read.token === null) read.token = '';
  if (read.companyGatewayId === null) delete read.companyGatewayId;
  if (values.meta === undefined) return read;
  const { meta } = values;
  if (meta === null) errors.push(missing('meta'));
  else if (isObject(meta)) errors.push(...refusalsOfMeta(meta));
  else errors.push(invalidInput('The field "meta" is a JSON object.', META, 'array'));
  if (isObject(meta)) read.meta = meta;
  return read;
}

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const META: InputPath = [...PATH, 'meta'];

/** Members of `meta` that v1 shows as texts. */
const CARD_TEXTS = ['exp_month', 'exp_year', 'brand', 'last4'];

/** Returns what is wrong with `meta`: a text that cannot be stored, or a member that v1 could not show as it is. */
function refusalsOfMeta(meta: Values): DomainError[] {
  const nested = [...CARD_TEXTS, 'type'].filter(
    (name) => typeof meta[name] === 'object' && meta[name] !== null,
  );
  const refusal = unstorableJson(meta, META);
  return [
    ...nested.map((name) =>
      invalidInput(`"${name}" is a text or a number.`, [...META, name], 'string'),
    ),
    ...(isEndless(meta.type)
      ? [invalidInput('"type" has more digits than are kept.', [...META, 'type'], 'integer')]
      : []),
    ...(refusal ? [refusal] : []),
  ];
}

/** Returns whether a value begins with a whole number that is too large to be exact, as which v1 shows it. */
const isEndless = (value: unknown): boolean =>
  (typeof value === 'string' || typeof value === 'number') &&
  Math.abs(leadingNumber(String(value))) > Number.MAX_SAFE_INTEGER;
