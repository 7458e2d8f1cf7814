/** Names of the responses in `response-bodies.ts`, for the table of routes. */
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

/** Names of the sets of parameters in `query-params.ts`, for the table of routes. */
export type QueryParamsName =
  | 'client'
  | 'clients'
  | 'namedClients'
  | 'documents'
  | 'record'
  | 'records'
  | 'none';
