import { NoSchemaIntrospectionCustomRule } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { KnownOperations } from '../compiler/known-operations.ts';
import { compileReads } from '../compiler/plugin.ts';
import { Batches } from '../kit/batch.ts';
import type { GraphQLContext } from '../kit/builder.ts';
import { guardAnonymous } from '../kit/guard.ts';
import { limitRequests } from '../kit/limits.ts';
import { answerUploads, readMultipart } from '../multipart/multipart.ts';
import { schema } from '../schema.ts';
import { answerStreams } from '../sse/streams.ts';
import { answerErrors } from './error-answers.ts';
import type { GatewayPlugin, ServerContext } from './gateway-plugin.ts';
import { type AnswerGraphQL, answerPlainPosts, passKnownResults } from './plain-posts.ts';
import { rememberDocuments } from './remember-documents.ts';
import { readOnlyJson } from './transport.ts';
import { refuseUnsetVariables } from './unset-variables.ts';

export interface GraphQLOptions {
  /** True if introspection and hints are on. */
  readonly explore: boolean;
  /** Most bytes of all files of a request. */
  readonly maxUpload: number;
  /** How long a stream may be left unread before it is cut off, in milliseconds. */
  readonly patience: number;
  /** Gets each defect with the request id under which the caller knows it. */
  readonly report: (defect: unknown, requestId: string) => void;
  /** Whether queries are compiled where they can be (they are unless this is false); the answers are the same. */
  readonly compile?: boolean;
}

/** What the resolvers of a request get. */
const makeContext = ({ domain, delivery }: ServerContext): GraphQLContext => ({
  ...domain,
  delivery,
  batches: new Batches(),
  outcomes: new Map(),
});

/** GraphQL over HTTP at `/graphql`, by the specification. */
export function createGraphQL({
  explore,
  maxUpload,
  patience,
  report,
  compile = true,
}: GraphQLOptions): AnswerGraphQL {
  const plugins: GatewayPlugin[] = [
    readMultipart(maxUpload),
    readOnlyJson(),
    limitRequests(),
    rememberDocuments(),
    guardAnonymous(explore),
    refuseUnsetVariables(),
    answerErrors({ hints: explore, report }),
    answerStreams({ hints: explore, report, patience }),
  ];
  if (!explore) {
    plugins.push({
      onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule),
    });
  }
  const known = new KnownOperations();
  if (compile) plugins.push(compileReads(report, known));
  plugins.push(passKnownResults());
  const yoga = createYoga<ServerContext, GraphQLContext>({
    schema,
    plugins,
    context: (context) => context.graphql ?? makeContext(context),
    // answerErrors does it, with the request at hand.
    maskedErrors: false,
    // The server shows it, with its other pages.
    graphiql: false,
    landingPage: false,
    multipart: false,
    // rememberDocuments does it.
    parserAndValidationCache: false,
    logging: false,
    cors: false,
  });
  return answerUploads(answerPlainPosts(yoga, known, makeContext));
}
