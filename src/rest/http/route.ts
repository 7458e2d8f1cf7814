import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Context, ViewerContext } from '../../domain/core/context.ts';
import type { AddressedType } from '../../domain/core/elsewhere.ts';
import type { QueryParamsName, ResponseName } from '../openapi/names.ts';
import type { Pagination } from '../v1/paging.ts';
import type { Form } from './form.ts';
import type { Input } from './input.ts';
import type { WrittenJson } from './json.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A v1 record: its keys and values in v1's order. */
export type V1Record = Readonly<Record<string, unknown>>;

/** A request as a route sees it: checked, decoded and cleaned. */
export interface Call {
  readonly context: ViewerContext;
  /** The parts of the path that the pattern names, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The number that `{id}` stands for; 0 where the path has none. */
  readonly id: number;
  /** Query and body merged; the body wins. */
  readonly input: Input;
  readonly headers: IncomingHttpHeaders;
  /** It was sent by GET or HEAD. */
  readonly isRead: boolean;
  /** The absolute address that was asked for, with its query. */
  readonly url: string;
  /** The files of an upload on their way in; null where the body had none to stream. */
  readonly form: Form | null;
}

/**
 * What a route answers with status 200: an envelope around records, or a whole body of its own. Its tag tells two states
 * of it apart.
 */
export type RouteResponse =
  | {
      readonly data: V1Record | WrittenJson | readonly (V1Record | WrittenJson)[];
      /** What stands beside the data: the paging of a list, or what v1 lifts out of a record. */
      readonly meta?: { readonly pagination: Pagination } | V1Record;
      readonly etag?: string;
    }
  | { readonly body: unknown; readonly etag?: string };

/** What the documentation says of a route. */
export interface RouteDocumentation {
  /** What the route does, in a line. */
  readonly summary: string;
  /** How the same is said in GraphQL, or why it is not. */
  readonly graphql: string;
  /** What it answers, by its name in `openapi/schemas.ts`. */
  readonly response: ResponseName;
  /** What it takes in the query, by its name in `openapi/query-params.ts`. */
  readonly queryParams: QueryParamsName;
  /** What it takes in the body, by its name in `openapi/schemas.ts`. */
  readonly requestBody?: string;
  /** It changes nothing, though its method says otherwise. */
  readonly readOnly?: true;
  /** The header `If-Match` binds it to the state of the client that the caller has seen. */
  readonly conditional?: true;
}

/** What is looked at before a route does its work. */
interface Guarded {
  /** The type of record that `{id}` in the path names. */
  readonly resource?: AddressedType;
  /** The record is looked up before the work, which would follow the id of a merged client to its survivor. */
  readonly checkResourceFirst?: true;
  /** The work is confirmed by the login password, which v1 asks for before it looks at anything else. */
  readonly password?: true;
  /** Most requests of one user in a minute. Answers say how many are left. */
  readonly perMinute?: number;
}

/** One row of the table of routes. */
export interface Route extends RouteDocumentation, Guarded {
  /** The body may carry files, which the route reads itself as they come. */
  readonly upload?: true;
  readonly run: (call: Call) => Promise<RouteResponse>;
}

/** A route that writes its answer itself: bytes, or a page that needs no token. */
export interface RawRoute extends RouteDocumentation, Guarded {
  /** Answers without a token, too. */
  readonly public?: true;
  readonly respond: (
    call: Omit<Call, 'context' | 'form'> & { readonly context: Context },
    request: IncomingMessage,
    response: ServerResponse,
  ) => Promise<void>;
}

/** Routes by method and pattern: `GET /clients/{id}`. */
export type RouteTable = Readonly<Record<`${Method} /${string}`, Route | RawRoute>>;
