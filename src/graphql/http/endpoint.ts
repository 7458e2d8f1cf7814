import { NoSchemaIntrospectionCustomRule } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { PlanCache } from '../compiler/plan-cache.ts';
import { compileReads } from '../compiler/plugin.ts';
import type { GraphQLContext } from '../kit/builder.ts';
import { guardAnonymous } from '../kit/guard.ts';
import { limitRequests } from '../kit/limits.ts';
import { Loader } from '../kit/loader.ts';
import { answerUploads, readMultipart } from '../multipart/multipart.ts';
import { schema } from '../schema.ts';
import { answerStreams } from '../sse/streams.ts';
import { cacheDocuments } from './document-cache.ts';
import { maskErrors } from './error-masking.ts';
import { type AnswerGraphQL, answerFastPath, passResults } from './fast-path.ts';
import type { GatewayPlugin, ServerContext } from './gateway-plugin.ts';
import { requireJson } from './require-json.ts';
import { requireSelectorVariables } from './selector-variables.ts';

/** Settings of the endpoint. */
export interface GraphQLOptions {
  /** True if introspection and hints are on. */
  readonly explore: boolean;
  /** Maximum of bytes of all files of a request. */
  readonly maxUpload: number;
  /** Milliseconds for which a subscription may be left unread before it is cut off. */
  readonly idleTimeout: number;
  /** Reports a defect with the request id that the caller got. */
  readonly report: (defect: unknown, requestId: string) => void;
  /** False to answer every operation by its resolvers; the responses are the same. */
  readonly compile?: boolean;
}

/** Makes the context of the resolvers of a request. */
const makeContext = ({ domain, subscriber }: ServerContext): GraphQLContext => ({
  ...domain,
  subscriber,
  loader: new Loader(),
  results: new Map(),
});

/** Creates the endpoint `/graphql`, by the specification of GraphQL over HTTP. */
export function createGraphQL({
  explore,
  maxUpload,
  idleTimeout,
  report,
  compile = true,
}: GraphQLOptions): AnswerGraphQL {
  const plugins: GatewayPlugin[] = [
    readMultipart(maxUpload),
    requireJson(),
    limitRequests(),
    cacheDocuments(),
    guardAnonymous(explore),
    requireSelectorVariables(),
    maskErrors({ hints: explore, report }),
    answerStreams({ hints: explore, report, idleTimeout }),
  ];
  if (!explore) {
    plugins.push({
      onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule),
    });
  }
  const plans = new PlanCache();
  if (compile) plugins.push(compileReads(report, plans));
  plugins.push(passResults());
  const yoga = createYoga<ServerContext, GraphQLContext>({
    schema,
    plugins,
    context: (context) => context.graphql ?? makeContext(context),
    // maskErrors does it, with the request id.
    maskedErrors: false,
    // The server serves it, with its other pages.
    graphiql: false,
    landingPage: false,
    multipart: false,
    // cacheDocuments does it.
    parserAndValidationCache: false,
    logging: false,
    cors: false,
  });
  return answerUploads(answerFastPath(yoga, plans, makeContext));
}
