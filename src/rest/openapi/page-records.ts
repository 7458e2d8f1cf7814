import type { Schema } from './format.ts';
import { escaped, prose } from './html.ts';

/** A schema as far as a person is told of it. */
interface Shown {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly items?: Shown;
  readonly anyOf?: readonly Shown[];
  readonly properties?: Readonly<Record<string, Shown>>;
  readonly description?: string;
}

/** Where a schema that has a name stands on the page. */
const placeOf = (name: string): string => `record-${name}`;

/** What a schema says of the type of a value, with links to those that have names. */
export function typeOf(schema: Schema): string {
  const { $ref, type, items, anyOf, enum: values } = schema as Shown;
  const name = $ref?.split('/').at(-1);
  if (name !== undefined) return `<a href="#${placeOf(name)}">${escaped(name)}</a>`;
  if (anyOf) return anyOf.map((each) => typeOf({ ...each })).join(' or ');
  if (values) return values.map((value) => `<code>${escaped(value)}</code>`).join(', ');
  if (type === 'array' && items) return `list of ${typeOf({ ...items })}`;
  return escaped([type ?? 'anything'].flat().join(' or '));
}

/** A schema that has a name: its members with their types. */
export function recordDetails(name: string, schema: Schema): string {
  const { properties = {}, description } = schema as Shown;
  const rows = Object.entries(properties).map(
    ([key, member]) =>
      `<tr><td><code>${escaped(key)}</code></td><td class="kind">${typeOf({ ...member })}</td><td>${prose(member.description ?? '')}</td></tr>`,
  );
  return `<details class="record" id="${placeOf(name)}"><summary><b>${escaped(name)}</b></summary>
<div class="inside">${description ? `<p>${prose(description)}</p>` : ''}${rows.length > 0 ? `<table>${rows.join('')}</table>` : `<p>${typeOf(schema)}</p>`}</div></details>`;
}
