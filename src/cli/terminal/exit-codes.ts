import { grpcCode, grpcCodes, isAccessDenied } from '../../server/grpc-status.ts';

/** What the command's exit code says to a script; `--help` prints this table. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  badInput: 2,
  notFound: 3,
  refused: 4,
  serverUnavailable: 5,
  noWorker: 6,
  interrupted: 130,
} as const;

export const exitCodeHelp = `Exit codes:
  0 done   1 failed   2 wrong usage or bad input   3 not found
  4 refused by the monitor or its registry   5 no server   6 no worker answers
  130 interrupted (Ctrl-C; 143 by SIGTERM, 129 by SIGHUP)`;

/** By the error's stable name: `instanceof` fails after some errors are passed on. */
export function exitCodeOf(error: unknown): number {
  const name = error instanceof Error ? error.name : '';
  const known = Object.hasOwn(byName, name) ? byName[name] : undefined;
  if (known !== undefined) return known;
  return isUnavailable(error) ? exitCodes.serverUnavailable : exitCodes.failure;
}

// --- internal ---

const byName: Readonly<Record<string, number>> = {
  CommanderError: exitCodes.badInput,
  ConfigurationError: exitCodes.badInput,
  InvalidMetricError: exitCodes.badInput,
  MonitorNotFoundError: exitCodes.notFound,
  VersionNotFoundError: exitCodes.notFound,
  NoWorkerError: exitCodes.noWorker,
  CommandRejectedError: exitCodes.refused,
  ServerUnavailableError: exitCodes.serverUnavailable,
};

function isUnavailable(error: unknown): boolean {
  const code = grpcCode(error);
  return code === grpcCodes.unavailable || isAccessDenied(code);
}
