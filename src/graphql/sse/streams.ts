import { type ExecutionResult, GraphQLError } from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import { masked } from '../http/error-masking.ts';
import type { GatewayPlugin } from '../http/gateway-plugin.ts';
import type { ErrorSetting, RequestErrorCode } from '../kit/errors.ts';
import { EventStream } from './event-stream.ts';

/** Settings of streams. */
export interface StreamSetting extends Omit<ErrorSetting, 'requestId'> {
  /** Milliseconds for which a stream may be left unread before it is cut off. */
  readonly idleTimeout: number;
}

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  // Some proxies buffer responses without it.
  'x-accel-buffering': 'no',
};

/**
 * Answers subscriptions with streams of events. Yoga's own stream breaks off without an event when an error ends it, and
 * waits for ever for a caller who does not read.
 */
export const answerStreams = ({ idleTimeout, ...setting }: StreamSetting): GatewayPlugin => ({
  onResultProcess: ({ result, serverContext, resultProcessor, setResultProcessor }) => {
    if (!isAsyncIterable(result)) return;
    const { subscriber } = serverContext;
    const mask = (event: ExecutionResult) => masked(event, serverContext, setting);
    if (!resultProcessor) {
      // Yoga would answer without a body.
      subscriber.end();
      const refusal = JSON.stringify(mask({ errors: [notAcceptable()] }));
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      setResultProcessor(
        (_result, { Response }) => new Response(refusal, { status: 406, headers }),
        'application/json',
      );
      return;
    }
    const results = result as AsyncIterable<ExecutionResult>;
    const stream = new EventStream(results, { subscriber, idleTimeout, mask });
    setResultProcessor(
      (_result, { Response }) => new Response(stream as never, { headers: HEADERS }),
      'text/event-stream',
    );
  },
});

const notAcceptable = () =>
  new GraphQLError(
    'A subscription is answered by a stream of events: send it with the header Accept: text/event-stream.',
    { extensions: { code: 'NOT_ACCEPTABLE' satisfies RequestErrorCode } },
  );
