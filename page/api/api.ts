import type { paths } from './schema.ts';
import { problemOf, unreachable } from './problem.ts';
import { signInWanted, token } from './token.ts';

type Method = 'get' | 'post' | 'put';

type Operation<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? O : never;

/** Paths that know a method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: [Operation<P, M>] extends [never] ? never : [Operation<P, M>] extends [undefined] ? never : P;
}[keyof paths];

/** What a path answers. */
export type AnswerOf<P extends keyof paths, M extends Method = 'get'> =
  Operation<P, M> extends { responses: { 200: { content: { 'application/json': infer T } } } } ? T : never;

type QueryOf<O> = O extends { parameters: { query?: infer Q } } ? Q : never;
type BodyOf<O> = O extends { requestBody?: { content: { 'application/json': infer B } } } ? B : never;

/** What goes with a request. */
export interface Asked<P extends keyof paths, M extends Method> {
  /** Fills `{model}`, `{id}` of the path. */
  path?: Record<string, string>;
  query?: QueryOf<Operation<P, M>>;
  body?: BodyOf<Operation<P, M>>;
  signal?: AbortSignal;
}

/** Reads. @throws Problem */
export function get<P extends PathOf<'get'>>(path: P, asked: Asked<P, 'get'> = {}): Promise<AnswerOf<P>> {
  return ask('get', path, asked);
}

/** Commands. @throws Problem */
export function post<P extends PathOf<'post'>>(path: P, asked: Asked<P, 'post'> = {}): Promise<AnswerOf<P, 'post'>> {
  return ask('post', path, asked);
}

/** Changes. @throws Problem */
export function put<P extends PathOf<'put'>>(path: P, asked: Asked<P, 'put'> = {}): Promise<AnswerOf<P, 'put'>> {
  return ask('put', path, asked);
}

/** The request itself, for answers that are read while they arrive. @throws Problem */
export async function request(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (token.value !== null) headers.set('authorization', `Bearer ${token.value}`);
  const answer = await fetch(url, { ...init, headers, cache: 'no-store', credentials: 'same-origin' }).catch(
    (error: unknown) => {
      if (init.signal?.aborted) throw error;
      throw unreachable();
    }
  );
  if (answer.ok) return answer;
  const problem = await problemOf(answer);
  if (problem.status === 401) signInWanted.value = token.value === null ? '' : problem.message;
  throw problem;
}

/** `/v1/models/{model}` with what it stands for; a colon stays readable. */
export function filled(path: string, values: Record<string, string> = {}): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => plain(values[name] ?? ''));
}

/** One part of a path. */
export function plain(part: string): string {
  return encodeURIComponent(part).replaceAll('%3A', ':');
}

// --- internal ---

async function ask<P extends keyof paths, M extends Method>(
  method: M,
  path: P,
  { path: values, query, body, signal }: Asked<P, M>
): Promise<AnswerOf<P, M>> {
  const search = new URLSearchParams();
  const words = Object.entries<string | number | undefined>(query ?? {});
  for (const [name, value] of words) if (value !== undefined) search.set(name, String(value));
  const url = `${filled(path, values)}${search.size > 0 ? `?${search}` : ''}`;
  const answer = await request(url, {
    method: method.toUpperCase(),
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    ...(signal ? { signal } : {}),
  });
  return (await answer.json()) as AnswerOf<P, M>;
}
