import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../../domain/core/context.ts';
import type { GraphQLContext } from '../kit/builder.ts';
import type { Delivery } from './delivery.ts';
import type { PostedBody } from './posted-body.ts';

/** What the HTTP server says of a request before GraphQL looks at it. */
export interface ServerContext {
  readonly domain: Context;
  /** The id under which caller and log know the request. */
  readonly requestId: string;
  readonly delivery: Delivery;
  /** What resolvers get, where it was made before Yoga would make it. */
  readonly graphql?: GraphQLContext;
  /** The request in a JSON body; absent for all other requests. */
  readonly posted?: PostedBody;
  /** A multipart request whose body nobody has read; absent for all others. */
  readonly multipart?: MultipartRequest;
}

/** A request by the GraphQL multipart request specification, on its way in. */
export interface MultipartRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The headers as they came. */
  readonly headers: IncomingHttpHeaders;
}

/** A part of the way of a request through GraphQL. */
export type GatewayPlugin = Plugin<GraphQLContext, ServerContext>;
