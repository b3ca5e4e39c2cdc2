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

/** The server's own words, without the text that the SDK and gRPC add. */
export function grpcDetails(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) if (isGrpcServiceError(at)) return at.details || at.message;
  return error instanceof Error ? error.message : String(error);
}

/** Whether the server says that it has no such namespace; the SDK has an error of its own for some of the calls. */
export function isNamespaceUnknown(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause)
    if (at.name === 'NamespaceNotFoundError' || (isGrpcServiceError(at) && saysNamespaceUnknown(at))) return true;
  return false;
}

// --- internal ---

function saysNamespaceUnknown({ code, details }: { code: number; details: string }): boolean {
  return code === grpcCodes.notFound && /namespace\b.*\bnot found/i.test(details);
}

/** As the SDK tells them; asking it would load all of it, also where no server is needed. */
function isGrpcServiceError(error: Error): error is Error & { code: number; details: string } {
  return 'details' in error && 'metadata' in error && 'code' in error && typeof error.code === 'number';
}
