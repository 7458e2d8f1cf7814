import type { Plugin } from 'graphql-yoga';
import type { Context } from '../domain/context.ts';
import type { GraphQLContext } from './builder.ts';

/** What the HTTP server says of a request before GraphQL looks at it. */
export interface ServerContext {
  readonly domain: Context;
  /** The id under which caller and log know the request. */
  readonly requestId: string;
}

/** A part of the way of a request through GraphQL. */
export type GatewayPlugin = Plugin<GraphQLContext, ServerContext>;
