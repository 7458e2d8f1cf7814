import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { RequestContext } from '../../domain/request-context.ts';
import type { GraphQLContext } from '../kit/builder.ts';
import type { Subscriber } from '../sse/subscriber.ts';
import type { PostedBody } from './posted-body.ts';

/** Context of a request from the HTTP server. */
export interface ServerContext {
  readonly domain: RequestContext;
  /** Identifies the request in the response and in the log. */
  readonly requestId: string;
  readonly subscriber: Subscriber;
  /** Context of the resolvers, if the fast path has made it already. */
  readonly graphql?: GraphQLContext;
  /** The parsed JSON body; absent for other requests. */
  readonly posted?: PostedBody;
  /** A multipart request whose body is unread; absent for others. */
  readonly multipart?: MultipartRequest;
}

/** A request by the GraphQL multipart request specification, while its files arrive. */
export interface MultipartRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The headers as they were sent. */
  readonly headers: IncomingHttpHeaders;
}

/** A Yoga plugin of this gateway. */
export type GatewayPlugin = Plugin<GraphQLContext, ServerContext>;
