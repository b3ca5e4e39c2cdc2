import { describeIssues } from '../../config/faults/describe-issues.ts';
import { configurationError, Faults } from '../../config/faults/faults.ts';
import { excerpt } from '../../terms/visible-text.ts';
import { Refusal } from '../problem/refusal.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';
import type { Asker, Role } from '../access/roles.ts';
import type { z } from '../answers/parts.ts';

/** What an endpoint gets: everything in it has been looked at. */
export interface Call<P, Q, B> {
  client: MonitorClient;
  asker: Asker;
  params: P;
  query: Q;
  body: B;
  /** Aborted once the sender has left. */
  signal: AbortSignal;
}

export interface Answer {
  status?: 200 | 201;
  body: unknown;
}

/** Something that can be asked for. One schema each checks what comes, types it, and stands in the document. */
export interface EndpointOptions<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> {
  method: 'get' | 'post' | 'put';
  /** `/v1/models/{model}`. */
  path: string;
  /** The least that one must be. */
  role: Role;
  summary: string;
  description?: string;
  params?: P;
  query?: Q;
  body?: B;
  /** Most milliseconds that reading it takes. @default 10000 */
  withinMs?: number;
  /** What it answers, by status. */
  answers: Partial<Record<200 | 201, { description: string; schema: z.ZodType }>>;
  handle(call: Call<z.output<P>, z.output<Q>, z.output<B>>): Promise<Answer>;
}

export type Endpoint = EndpointOptions<z.ZodObject, z.ZodObject, z.ZodType>;

/** Types what an endpoint gets by its schemas. */
export function endpoint<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodUndefined,
>(options: EndpointOptions<P, Q, B>): Endpoint {
  return options;
}

/**
 * The words of a query, each once.
 *
 * @throws Refusal when one comes twice: only one of them would count
 */
export function queryOf(url: string): Record<string, string> {
  const { searchParams } = new URL(url);
  const words: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of searchParams) {
    if (name in words) {
      const message = `Expected \`${excerpt(name, 40)}\` once in the query, got it ${searchParams.getAll(name).length} times`;
      throw new Refusal('invalid', message, { issues: [{ field: excerpt(name, 40), message }] });
    }
    words[name] = value;
  }
  return { ...words };
}

/**
 * What a schema makes of what came.
 *
 * @throws ConfigurationError with everything that is wrong with it
 */
export function checked<S extends z.ZodType>(schema: S, given: unknown, subject: string): z.output<S> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const faults = new Faults(subject);
  describeIssues(result.error.issues, given, faults);
  throw configurationError(subject, faults);
}
