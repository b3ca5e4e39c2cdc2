/** What is wrong, and what to do: the server's own words (RFC 9457), or ours where there is no answer. */
export class Problem extends Error {
  override readonly name = 'Problem';
  /** `unknown-model`, `refused`, …, as docs/serve.md lists them; `unreachable` where nothing answers. */
  readonly kind: string;
  readonly status: number;
  readonly title: string;
  readonly issues: readonly { field: string; message: string }[];

  constructor({ kind, status, title, detail, issues = [] }: ProblemParts) {
    super(detail);
    this.kind = kind;
    this.status = status;
    this.title = title;
    this.issues = issues;
  }
}

interface ProblemParts {
  kind: string;
  status: number;
  title: string;
  detail: string;
  issues?: readonly { field: string; message: string }[];
}

/** The problem that an answer tells of; one that tells of none has come from something before the server. */
export async function problemOf(answer: Response): Promise<Problem> {
  const { status } = answer;
  const body: unknown = await answer.json().catch(() => undefined);
  if (isProblem(body)) return new Problem({ ...body, kind: body.type.split('#').at(-1) ?? 'unexpected' });
  return new Problem({
    kind: status >= 502 && status <= 504 ? 'unreachable' : 'unexpected',
    status,
    title: 'Something else has answered',
    detail: `What stands before the server answered with status ${status}. Ask whoever runs it to look there`,
  });
}

/** What a stream of events says is wrong. */
export function problemFrom(data: unknown): Problem {
  if (!isProblem(data)) return unreachable();
  return new Problem({ ...data, kind: data.type.split('#').at(-1) ?? 'unexpected' });
}

/** No answer at all. */
export function unreachable(): Problem {
  return new Problem({
    kind: 'unreachable',
    status: 0,
    title: 'The server of this page does not answer',
    detail: 'Check that `temporal-retrain serve` still runs, and the network between. The page tries again by itself',
  });
}

/** Whatever was thrown, as a problem. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new Problem({ kind: 'unexpected', status: 0, title: 'A fault of this page', detail });
}

// --- internal ---

function isProblem(body: unknown): body is ProblemParts & { type: string } {
  if (typeof body !== 'object' || body === null) return false;
  const { type, title, detail } = body as Record<string, unknown>;
  return typeof type === 'string' && typeof title === 'string' && typeof detail === 'string';
}
