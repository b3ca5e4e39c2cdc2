import { grpcCode, isAccessDenied } from '../../server/grpc-status.ts';
import { CommandRejectedError, ConfigurationError, RetrainError, type ConfigurationIssue } from '../../terms/errors.ts';
import { problemKinds, problemType, type ProblemKind, Refusal } from './refusal.ts';

/** An answer that says what is wrong and what to do (RFC 9457), in the words of the command line. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** The reason for programs, if the monitor gives one: `already-approved`, `timed-out`, … */
  code?: string;
  /** One entry a fault. */
  issues?: ConfigurationIssue[];
  [more: string]: unknown;
}

/** The one mapping from errors to what HTTP calls them. */
export function problemOf(error: unknown): Problem {
  const kind = kindOf(error);
  const { status, title } = problemKinds[kind];
  return { type: problemType(kind), title, status, detail: detailOf(error, kind), ...more(error) };
}

/** What kind of trouble an error is, by its stable name: `instanceof` fails after some errors are passed on. */
export function kindOf(error: unknown): ProblemKind {
  if (error instanceof Refusal) return error.kind;
  const name = error instanceof Error ? error.name : '';
  if (name === 'ServerUnavailableError' || !Object.hasOwn(byName, name)) return kindOfCall(error, name);
  return byName[name] ?? 'unexpected';
}

// --- internal ---

const byName: Readonly<Record<string, ProblemKind>> = {
  BackPressureError: 'busy',
  CommandRejectedError: 'refused',
  ConfigurationError: 'invalid',
  InvalidMetricError: 'invalid',
  MonitorNotFoundError: 'unknown-model',
  NoWorkerError: 'no-worker',
  RegistryError: 'registry',
  RetrainError: 'busy',
  SpoolError: 'busy',
  VersionNotFoundError: 'unknown-version',
};

function kindOfCall(error: unknown, name: string): ProblemKind {
  const code = grpcCode(error);
  if (isAccessDenied(code)) return 'server-refuses';
  // A worker that is there, but too old to know the question.
  if (causes(error).some((one) => one.name === 'QueryNotRegisteredError')) return 'no-worker';
  return code !== undefined || name === 'ServerUnavailableError' ? 'server-gone' : 'unexpected';
}

function causes(error: unknown): Error[] {
  const list: Error[] = [];
  for (let at = error; at instanceof Error && list.length < 10; at = at.cause) list.push(at);
  return list;
}

/** Of an error that nobody foresaw nothing is told: its text may hold what is not for everybody. */
function detailOf(error: unknown, kind: ProblemKind): string {
  if (kind === 'unexpected')
    return 'The server has written down what happened; ask whoever runs it to look at its output';
  if (error instanceof RetrainError || kind !== 'server-gone') return (error as Error).message;
  return 'The Temporal server does not answer; check that it is up and the address is right';
}

function more(error: unknown): Partial<Problem> {
  if (error instanceof CommandRejectedError) return error.code === undefined ? {} : { code: error.code };
  const issues = error instanceof ConfigurationError || error instanceof Refusal ? error.issues : [];
  return issues.length === 0 ? {} : { issues };
}
