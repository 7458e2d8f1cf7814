import { getDatamodel } from './generated/pothos.ts';

interface Described {
  readonly datamodel: {
    readonly models: Record<
      string,
      { readonly fields: readonly { name: string; documentation?: string }[] }
    >;
  };
}

const { models } = (getDatamodel() as unknown as Described).datamodel;

/** What prisma/schema.prisma says of a column in its `///` line: the description that every edge shows. */
export function documentationOf(model: string, field: string): string {
  const text = models[model]?.fields.find(({ name }) => name === field)?.documentation;
  if (text === undefined) throw new Error(`The column ${model}.${field} has no description.`);
  return text;
}
