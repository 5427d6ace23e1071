import { InterceptingCall, type Interceptor, status } from '@grpc/grpc-js';
import {
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';

/**
 * A connection that is opened at its first use and can be closed at any time. The SDK's own may not: a call that waits to
 * be repeated then throws out of its timer, which ends the process.
 */
export function lazyConnection(options: ConnectionOptions): Connection {
  let isClosed = false;
  const ended: Interceptor = (call, next) => (isClosed ? endedCall() : new InterceptingCall(next(call)));
  const connection = Connection.lazy({
    ...options,
    interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions()), ended],
  });
  const close = connection.close.bind(connection);
  connection.close = async () => {
    isClosed = true;
    await close();
  };
  return connection;
}

/** Ends at once, with a status that is not worth another try. */
function endedCall(): InterceptingCall {
  return new InterceptingCall({
    start: (metadata, listener) =>
      listener?.onReceiveStatus?.({
        code: status.CANCELLED,
        details: 'The connection was closed.',
        metadata,
      }),
    sendMessage: () => undefined,
    sendMessageWithContext: () => undefined,
    halfClose: () => undefined,
    cancelWithStatus: () => undefined,
    startRead: () => undefined,
    getPeer: () => 'closed',
    getAuthContext: () => null,
  });
}
