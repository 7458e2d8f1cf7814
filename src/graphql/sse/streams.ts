import { type ExecutionResult, GraphQLError } from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import { answered } from '../http/error-answers.ts';
import type { GatewayPlugin } from '../http/gateway-plugin.ts';
import type { ErrorSetting, RequestErrorCode } from '../kit/errors.ts';
import { EventStream } from './event-stream.ts';

/** What streams depend on. */
export interface StreamSetting extends Omit<ErrorSetting, 'requestId'> {
  /** How long a stream may be left unread before it is cut off, in milliseconds. */
  readonly patience: number;
}

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  // Some proxies gather what they pass on unless they are told not to.
  'x-accel-buffering': 'no',
};

/**
 * Answers subscriptions with streams of events. Yoga's own breaks off without a word when an error ends it, and waits
 * for ever for a reader who does not read.
 */
export const answerStreams = ({ patience, ...setting }: StreamSetting): GatewayPlugin => ({
  onResultProcess: ({ result, serverContext, resultProcessor, setResultProcessor }) => {
    if (!isAsyncIterable(result)) return;
    const { delivery } = serverContext;
    const told = (event: ExecutionResult) => answered(event, serverContext, setting);
    if (!resultProcessor) {
      // Yoga would say so by the status alone.
      delivery.end();
      const refusal = JSON.stringify(told({ errors: [notAcceptable()] }));
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      setResultProcessor(
        (_result, { Response }) => new Response(refusal, { status: 406, headers }),
        'application/json',
      );
      return;
    }
    const results = result as AsyncIterable<ExecutionResult>;
    const stream = new EventStream(results, { delivery, patience, told });
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
