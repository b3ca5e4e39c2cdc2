import { RetrainError, type ConfigurationIssue } from '../../terms/errors.ts';

/** Everything that can be wrong with a request, or with what stands behind this server. */
export const problemKinds = {
  malformed: { status: 400, title: 'The request cannot be read' },
  'not-authenticated': { status: 401, title: 'It is not known who asks' },
  'token-expired': { status: 401, title: 'The token has expired' },
  'wrong-role': { status: 403, title: 'The role is not enough' },
  'cross-site': { status: 403, title: 'The request comes from another site' },
  'unknown-model': { status: 404, title: 'No such monitor is running' },
  'unknown-version': { status: 404, title: 'No such version is registered' },
  'no-champion': { status: 404, title: 'No version serves' },
  'unknown-retrain': { status: 404, title: 'No such retrain is known' },
  'unknown-path': { status: 404, title: 'There is nothing here' },
  'wrong-method': { status: 405, title: 'The method does not fit' },
  'too-slow': { status: 408, title: 'The request came too slowly' },
  refused: { status: 409, title: 'The monitor refused' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unknown-format': { status: 415, title: 'The format of the body is not known' },
  'unknown-host': { status: 421, title: 'This server has another name' },
  invalid: { status: 422, title: 'The request is not valid' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  unexpected: { status: 500, title: 'An error that was not expected' },
  'server-gone': { status: 502, title: 'The Temporal server does not answer' },
  'server-refuses': { status: 502, title: 'The Temporal server does not let this one in' },
  registry: { status: 502, title: 'The model registry is in trouble' },
  'no-worker': { status: 503, title: 'No worker answers' },
  busy: { status: 503, title: 'There is no room just now' },
  'sign-in-gone': { status: 503, title: 'Tokens cannot be checked' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemKind = keyof typeof problemKinds;

/** The page that explains a kind: its `type` in the sense of RFC 9457. */
export function problemType(kind: ProblemKind): string {
  return `https://github.com/temporal-retrain/temporal-retrain/blob/main/docs/serve.md#${kind}`;
}

/** A request that this server itself refuses; what the monitors refuse has errors of its own. */
export class Refusal extends RetrainError {
  override readonly name = 'Refusal';
  readonly kind: ProblemKind;
  readonly issues: ConfigurationIssue[];

  constructor(kind: ProblemKind, message: string, options: ErrorOptions & { issues?: ConfigurationIssue[] } = {}) {
    super(message, options);
    this.kind = kind;
    this.issues = options.issues ?? [];
  }
}
