import { anyCompany, column, columnName, join, or, raw, type Sql, sql } from '../../db/sql.ts';
import { touchClients } from '../changes/changes.ts';
import { checkVersion } from '../clients/version.ts';
import type { ViewerContext } from '../core/context.ts';
import { DomainErrors, invalidInput, notFound } from '../core/errors.ts';
import { kinds } from '../core/kinds.ts';
import { type WriteRequest, type Written, write } from '../core/write.ts';
import { documentFields, fieldsOf } from '../records/fields.ts';
import { requireStorable } from '../text/text.ts';
import { fileName, isNameless, isProgram } from './file-name.ts';

/** The document that a write is about. */
export interface DocumentTarget {
  /** The document's id, with or without its prefix. */
  readonly id: string;
  /** The version of its client that the caller has seen; null for any. */
  readonly expectedVersion?: number | null | undefined;
}

/** The writable values of a document. Absent and null change nothing. */
export interface DocumentInput {
  readonly name?: string | null | undefined;
  readonly isPublic?: boolean | null | undefined;
  readonly isDefault?: boolean | null | undefined;
}

/** A changed document and its client, by number. */
export interface ChangedDocument {
  readonly documentId: number;
  readonly clientId: number;
}

/** The fields of a document that callers may write. */
const writableFields = fieldsOf(documentFields).filter(([, { write }]) => write);

/**
 * Updates a document. Nothing is written when it already has all the values.
 * @throws NOT_FOUND, INVALID_INPUT, CONFLICT, and what `write` throws
 */
export async function updateDocument(
  context: ViewerContext,
  { id, expectedVersion, values: input }: DocumentTarget & { readonly values: DocumentInput },
  request: WriteRequest,
): Promise<Written<ChangedDocument>> {
  const number = context.ids.decode('Document', id, ['id']);
  const values = columnValues(input);
  return await write(context, request, async (writing) => {
    const { db, viewer } = writing;
    const [document] = await db.query<{ clientId: number; version: number; changes: boolean }>(sql`
      select d.client_id as "clientId", c.version, ${isChanged(values)} as changes
      from documents d join clients c on c.company_id = d.company_id and c.id = d.client_id
      where d.company_id = ${anyCompany(viewer.companyId)} and d.id = ${number}`);
    if (!document) throw notFound('document', id, ['id']);
    checkVersion({ id: document.clientId, version: document.version }, expectedVersion);
    if (document.changes) {
      await db.query(sql`
        update documents d set ${join(assignments(values))}, updated_at = statement_timestamp()
        where d.company_id = ${anyCompany(viewer.companyId)} and d.id = ${number}`);
      await touchClients(writing, [document.clientId], ['documents']);
    }
    return { documentId: number, clientId: document.clientId };
  });
}

type ColumnValues = readonly { readonly name: string; readonly value: Sql }[];

/** Returns the given values by column. @throws INVALID_INPUT */
function columnValues(input: DocumentInput): ColumnValues {
  checkTypes({ ...input });
  const name = input.name == null ? undefined : cleanName(input.name);
  const given: Readonly<Record<string, unknown>> = { ...input, name };
  return writableFields.flatMap(([field, { kind }]) => {
    const value = given[field];
    return value == null
      ? []
      : [{ name: field, value: sql`${value}::${raw(kinds[kind].sqlType)}` }];
  });
}

/** Returns a document's new name, cleaned as the name of an uploaded file. @throws INVALID_INPUT */
function cleanName(given: string): string {
  const path = ['input', 'name'];
  requireStorable(given, path);
  const name = fileName(given);
  if (isNameless(given)) throw invalidInput(`"${given}" leaves a document without a name.`, path);
  if (isProgram(name)) throw invalidInput(`"${name}" is the name of a program.`, path);
  return name;
}

/** Checks the types of the values, which only GraphQL checks before. @throws INVALID_INPUT */
function checkTypes(input: Readonly<Record<string, unknown>>): void {
  const wrong = writableFields.flatMap(([field, { kind }]) => {
    const value = input[field];
    const isFlag = kind === 'boolean';
    if (value == null || typeof value === (isFlag ? 'boolean' : 'string')) return [];
    const message = `The field "${field}" is ${isFlag ? 'true or false' : 'a text'}.`;
    return [invalidInput(message, ['input', field], isFlag ? 'boolean' : 'string')];
  });
  if (wrong.length > 0) throw new DomainErrors(wrong);
}

const isChanged = (values: ColumnValues): Sql =>
  or(values.map(({ name, value }) => sql`${column('d', name)} is distinct from ${value}`));

const assignments = (values: ColumnValues): Sql[] =>
  values.map(({ name, value }) => sql`${raw(columnName(name))} = ${value}`);
