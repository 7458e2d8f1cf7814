import { ref, type Schema } from './format.ts';
import type { ResponseName } from './names.ts';
import { exactSchema, listSchema, objectSchema, textSchema } from './record-schemas.ts';

/** Returns the schema of an envelope with these members. */
const envelopeSchema = (members: Readonly<Record<string, Schema>>): Schema =>
  objectSchema(
    { ...members, static: ref('Static') },
    { required: Object.keys(members), additionalProperties: false },
  );

const singleSchema = (name: string): Schema => envelopeSchema({ data: ref(name) });
const pageSchema = (name: string): Schema =>
  envelopeSchema({
    data: listSchema(ref(name)),
    meta: exactSchema({ pagination: ref('Pagination') }),
  });

/** Responses with status 200, by the names in the table of routes. */
export const responseBodies = {
  client: { description: 'The client.', schema: singleSchema('Client') },
  clients: { description: 'A page of clients.', schema: pageSchema('Client') },
  document: { description: 'The document.', schema: singleSchema('Document') },
  documents: { description: 'A page of documents.', schema: pageSchema('Document') },
  documentsDone: {
    description: 'A page of the documents; for `download`, the URL of a zip of them.',
    schema: {
      anyOf: [
        pageSchema('Document'),
        exactSchema({
          message: textSchema('Says how long the URL is valid.'),
          url: textSchema('URL of the zip.'),
        }),
      ],
    },
  },
  gatewayToken: {
    description: 'The gateway token. Its `meta` is a member of the envelope.',
    schema: envelopeSchema({ data: ref('GatewayTokenAlone'), meta: ref('GatewayTokenMeta') }),
  },
  gatewayTokens: { description: 'A page of gateway tokens.', schema: pageSchema('GatewayToken') },
  message: { description: 'A message of success.', schema: ref('Message') },
  purged: {
    description: 'A message of success.',
    schema: exactSchema({ data: ref('Message'), message: { type: 'string' } }),
  },
  ping: {
    description: 'Company and user of the token.',
    schema: exactSchema({
      company_name: textSchema('Name of the company.'),
      user_name: textSchema('Name of the user.'),
    }),
  },
  statics: { description: 'The fixed tables.', schema: ref('Static') },
  nothing: { description: 'An empty body.', schema: null },
  bytes: { description: 'The bytes, as they were uploaded.', schema: null },
  zip: { description: 'A zip of documents.', schema: null },
  page: { description: 'A page for browsers.', schema: null },
  openApi: { description: 'This document.', schema: { type: 'object' } },
} as const satisfies Record<ResponseName, { description: string; schema: Schema | null }>;
