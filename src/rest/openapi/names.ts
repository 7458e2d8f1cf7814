/** The answers that `schemas.ts` describes, by the names that the table of routes uses. */
export type ResponseName =
  | 'client'
  | 'clients'
  | 'document'
  | 'documents'
  | 'documentsDone'
  | 'gatewayToken'
  | 'gatewayTokens'
  | 'message'
  | 'purged'
  | 'ping'
  | 'statics'
  | 'nothing'
  | 'bytes'
  | 'zip'
  | 'page'
  | 'openApi';

/** The parameters that `parameters.ts` describes, by the names that the table of routes uses. */
export type QueryParamsName =
  | 'client'
  | 'clients'
  | 'namedClients'
  | 'documents'
  | 'record'
  | 'records'
  | 'none';
