import type { Schema } from './format.ts';
import { escaped, prose } from './html.ts';

/** The members of a JSON Schema that the page shows. */
interface ShownSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly items?: ShownSchema;
  readonly anyOf?: readonly ShownSchema[];
  readonly properties?: Readonly<Record<string, ShownSchema>>;
  readonly description?: string;
}

/** Returns the anchor of a named schema on the page. */
const anchorOf = (name: string): string => `record-${name}`;

/** Returns the type of a schema in HTML, with links to named schemas. */
export function typeOf(schema: Schema): string {
  const { $ref, type, items, anyOf, enum: values } = schema as ShownSchema;
  const name = $ref?.split('/').at(-1);
  if (name !== undefined) return `<a href="#${anchorOf(name)}">${escaped(name)}</a>`;
  if (anyOf) return anyOf.map((each) => typeOf({ ...each })).join(' or ');
  if (values) return values.map((value) => `<code>${escaped(value)}</code>`).join(', ');
  if (type === 'array' && items) return `list of ${typeOf({ ...items })}`;
  return escaped([type ?? 'anything'].flat().join(' or '));
}

/** Returns a named schema in HTML: its members with their types. */
export function recordDetails(name: string, schema: Schema): string {
  const { properties = {}, description } = schema as ShownSchema;
  const rows = Object.entries(properties).map(
    ([key, member]) =>
      `<tr><td><code>${escaped(key)}</code></td><td class="kind">${typeOf({ ...member })}</td><td>${prose(member.description ?? '')}</td></tr>`,
  );
  return `<details class="record" id="${anchorOf(name)}"><summary><b>${escaped(name)}</b></summary>
<div class="inside">${description ? `<p>${prose(description)}</p>` : ''}${rows.length > 0 ? `<table>${rows.join('')}</table>` : `<p>${typeOf(schema)}</p>`}</div></details>`;
}
