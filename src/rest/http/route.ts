import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { ReadableType } from '../../domain/records/descriptors.ts';
import type { RequestContext, ViewerRequest } from '../../domain/request-context.ts';
import type { QueryParamsName, ResponseName } from '../openapi/names.ts';
import type { Pagination } from '../v1/paging.ts';
import type { Form } from './form.ts';
import type { Input } from './input.ts';
import type { WrittenJson } from './json.ts';

/** An HTTP method of the table of routes. HEAD is answered as GET. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A v1 record: its keys and values in v1's order. */
export type V1Record = Readonly<Record<string, unknown>>;

/** A request as a route gets it: authenticated, with its input decoded and cleaned. */
export interface Call {
  readonly context: ViewerRequest;
  /** Decoded values of the placeholders in the path, by name. */
  readonly params: Readonly<Record<string, string>>;
  /** Numeric id of the record that `{id}` names; 0 if the route has no `resource`. */
  readonly id: number;
  /** Values of query and body, merged. The body takes precedence. */
  readonly input: Input;
  readonly headers: IncomingHttpHeaders;
  /** The method is GET or HEAD. */
  readonly isRead: boolean;
  /** Absolute URL of the request, with its query. */
  readonly url: string;
  /** Multipart body of a route with `upload`, to be streamed; null for other bodies. */
  readonly form: Form | null;
}

/** Body of a response with status 200: data to put into v1's envelope, or a complete body. */
export type RouteResponse =
  | {
      readonly data: V1Record | WrittenJson | readonly (V1Record | WrittenJson)[];
      /** Member of the envelope beside the data: the paging of a list, or the `meta` of a gateway token. */
      readonly meta?: { readonly pagination: Pagination } | V1Record;
      readonly etag?: string;
    }
  | { readonly body: unknown; readonly etag?: string };

/** Description of a route, from which the OpenAPI document and `docs/parity.md` are generated. */
export interface RouteDocumentation {
  /** One sentence that says what the route does. */
  readonly summary: string;
  /** Counterpart in GraphQL, in Markdown: the operation in backquotes, or `none` and the reason. */
  readonly graphql: string;
  /** Name of the response with status 200 in `openapi/response-bodies.ts`. */
  readonly response: ResponseName;
  /** Name of the set of query parameters in `openapi/query-params.ts`. */
  readonly queryParams: QueryParamsName;
  /** Name of the schema of the request body in `openapi/schemas.ts`; absent if the route reads none. */
  readonly requestBody?: string;
  /** Changes nothing, although the method is not GET. */
  readonly readOnly?: true;
  /** Honours `If-Match` and `If-None-Match` with the version of the client. */
  readonly conditional?: true;
}

/** Checks that precede the work of a route, in v1's order: password, then record. */
interface RouteChecks {
  /** Record type of `{id}` in the path. Its id is decoded, and a missing or foreign record is refused as v1 does. */
  readonly resource?: ReadableType;
  /**
   * Checks that the record exists before the work, not only when the work is refused. Needed where the use case would
   * follow the former id of a merged client to the survivor, which v1 does not.
   */
  readonly checkResourceFirst?: true;
  /** Requires the login password in `X-API-PASSWORD`. */
  readonly password?: true;
  /** Maximum of requests per user and minute. */
  readonly perMinute?: number;
}

/** A row of the table of routes. It calls one use case and returns the response. */
export interface Route extends RouteDocumentation, RouteChecks {
  /** Accepts a multipart body with files, which `run` reads from `Call.form`. */
  readonly upload?: true;
  readonly run: (call: Call) => Promise<RouteResponse>;
}

/** A request and its response, as Node hands them over. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** A route that writes its response itself, such as bytes or a page. */
export interface RawRoute extends RouteDocumentation, RouteChecks {
  /** Needs no token. */
  readonly public?: true;
  readonly respond: (
    call: Omit<Call, 'context' | 'form'> & { readonly context: RequestContext },
    exchange: Exchange,
  ) => Promise<void>;
}

/** Routes by method and path, with placeholders in braces: `GET /clients/{id}`. */
export type RouteTable = Readonly<Record<`${Method} /${string}`, Route | RawRoute>>;
