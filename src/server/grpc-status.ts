/** The gRPC status codes that we distinguish. */
export const grpcCodes = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** Whether the server does not know this client, or allows it too little. */
export function isAccessDenied(code: number | undefined): boolean {
  return code === grpcCodes.permissionDenied || code === grpcCodes.unauthenticated;
}

/** The gRPC code of an error, even if the SDK wrapped it; `undefined` for anything else. */
export function grpcCode(error: unknown): number | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (isGrpcServiceError(at)) return at.code;
  return undefined;
}

/** The server's own words, without the text that the SDK and gRPC add; where it has said nothing, that. */
export function grpcDetails(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) if (isGrpcServiceError(at)) return saidBy(at);
  return error instanceof Error ? error.message : String(error);
}

/** Whether the server says that it has no such namespace; the SDK has an error of its own for some of the calls. */
export function isNamespaceUnknown(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause)
    if (at.name === 'NamespaceNotFoundError' || (isGrpcServiceError(at) && saysNamespaceUnknown(at))) return true;
  return false;
}

/** A message that gRPC did not let through, on the way there or back; sent again it is as large. */
export interface TooLarge {
  what: 'request' | 'answer';
  /** In bytes; absent where the limit alone is told. */
  bytes?: number;
  /** In bytes. */
  most?: number;
}

/** What gRPC says of a message that is too large: with the code of a server that is crowded, and words of its own. */
export function tooLarge({ code, details }: { code: number; details: string }): TooLarge | undefined {
  if (code !== grpcCodes.resourceExhausted || !/message\b.*\blarger than/i.test(details)) return undefined;
  // Servers are written in Go, whose texts begin with a name; this process says `Attempted` of what it sends.
  const isRequest = /grpc: received|attempted to send/i.test(details);
  const [bytes, most] = /\((\d+) vs\.? (\d+)\)/.exec(details)?.slice(1) ?? [undefined, /than (\d+)/.exec(details)?.[1]];
  return {
    what: isRequest ? 'request' : 'answer',
    ...(bytes === undefined ? {} : { bytes: Number(bytes) }),
    ...(most === undefined ? {} : { most: Number(most) }),
  };
}

/** The same of an error, even if the SDK wrapped it. */
export function tooLargeOf(error: unknown): TooLarge | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (isGrpcServiceError(at)) return tooLarge(at);
  return undefined;
}

// --- internal ---

/** Of a call whose time is over gRPC tells on which of its own steps it waited. */
function saidBy({ details, message }: Error & { details: string }): string {
  return /^deadline exceeded after /i.test(details) ? 'the server did not answer in time' : details || message;
}

function saysNamespaceUnknown({ code, details }: { code: number; details: string }): boolean {
  return code === grpcCodes.notFound && /namespace\b.*\bnot found/i.test(details);
}

/** As the SDK tells them; asking it would load all of it, also where no server is needed. */
function isGrpcServiceError(error: Error): error is Error & { code: number; details: string } {
  return 'details' in error && 'metadata' in error && 'code' in error && typeof error.code === 'number';
}
