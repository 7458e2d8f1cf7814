import { NoSchemaIntrospectionCustomRule } from 'graphql';
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import type { Context } from '../domain/context.ts';
import { Batches } from './batch.ts';
import type { GraphQLContext } from './builder.ts';
import { toGraphQLError } from './errors.ts';
import { renderExplorer } from './explorer.ts';
import { guardAnonymous } from './guard.ts';
import { schema } from './schema.ts';

/** What the HTTP server says of a request before GraphQL looks at it. */
export interface ServerContext {
  readonly domain: Context;
}

export interface GraphQLOptions {
  /** Whether GraphiQL and introspection are on. */
  readonly explore: boolean;
  /** Gets each defect with the request id under which the caller knows it. */
  readonly report: (defect: unknown, requestId: string) => void;
}

/** Most bytes in the body of a GraphQL request that is not an upload. */
const MAX_BODY = 10 * 1024 * 1024;

/** GraphQL over HTTP at `/graphql`, by the specification, with GraphiQL for browsers. */
export function createGraphQL({
  explore,
  report,
}: GraphQLOptions): YogaServerInstance<ServerContext, GraphQLContext> {
  const plugins: Plugin[] = [guardAnonymous(explore)];
  if (!explore) {
    plugins.push({
      onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule),
    });
  }
  return createYoga<ServerContext, GraphQLContext>({
    schema,
    plugins,
    context: ({ domain }) => ({ ...domain, batches: new Batches() }),
    maskedErrors: { maskError: (error) => toGraphQLError(error, report) },
    graphiql: explore,
    renderGraphiQL: renderExplorer,
    landingPage: false,
    multipart: false,
    maxRequestBodySize: MAX_BODY,
    logging: false,
    cors: false,
  });
}
