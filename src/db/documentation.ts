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

/** Returns the description of a column: the text of its `///` lines in prisma/schema.prisma. Both APIs show it. */
export function documentationOf(model: string, field: string): string {
  const text = models[model]?.fields.find(({ name }) => name === field)?.documentation;
  if (text === undefined) throw new Error(`The column ${model}.${field} has no description.`);
  return text;
}
