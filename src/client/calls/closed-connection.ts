import type { ConnectionOptions } from '@temporalio/client';
import { grpcCodes } from '../../server/grpc-status.ts';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
type Call = ReturnType<Interceptor>;
type Listener = NonNullable<Parameters<Call['start']>[1]>;

/**
 * A call on a connection that was closed meanwhile fails. The SDK (1.24) sends a call that has failed once more, from a
 * timer, and there gRPC throws where nobody catches: that ended the process. To stand after what sends calls again.
 */
export const failOnClosed: Interceptor = (options, nextCall) => {
  try {
    return nextCall(options) as Call;
  } catch (error) {
    return failedCall(error instanceof Error ? error.message : String(error)) as Call;
  }
};

// --- internal ---

/** As much of gRPC's call as a caller uses; its class cannot be made without a channel. */
function failedCall(details: string): Partial<Call> {
  const nothing = (): void => undefined;
  return {
    start(metadata: Parameters<Call['start']>[0], listener?: Partial<Listener>): void {
      queueMicrotask(() => {
        listener?.onReceiveMessage?.(null);
        // Not sent again at once, and no answer that came too late.
        listener?.onReceiveStatus?.({ code: grpcCodes.internal, details, metadata });
      });
    },
    sendMessage: nothing,
    sendMessageWithContext: nothing,
    startRead: nothing,
    halfClose: nothing,
    cancelWithStatus: nothing,
    getPeer: () => 'nobody',
    getAuthContext: () => null,
  };
}
