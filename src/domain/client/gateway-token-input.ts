import { type DomainError, DomainErrors, type InputPath, invalidInput } from '../errors.ts';
import type { IdCodec } from '../ids.ts';
import { unstorableJson } from '../text.ts';
import { gatewayTokenFields } from './fields.ts';
import type { Values } from './upsert/input.ts';
import { readValues } from './upsert/values.ts';

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
  const read = readValues(ids, gatewayTokenFields, values, PATH, errors);
  // Neither column is ever null: no token is an empty text, and no gateway leaves alone what there is.
  if (read.token === null) read.token = '';
  if (read.companyGatewayId === null) delete read.companyGatewayId;
  if (values.meta === undefined) return read;
  const { meta } = values;
  const isObject = typeof meta === 'object' && meta !== null && !Array.isArray(meta);
  const wrong = isObject ? unstorableJson(meta) : 'The field "meta" is a JSON object.';
  if (wrong === null) read.meta = meta;
  else if (meta === null) errors.push(missing('meta'));
  else errors.push(invalidInput(wrong, [...PATH, 'meta'], isObject ? null : 'array'));
  return read;
}
