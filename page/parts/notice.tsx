import type { ComponentChildren, VNode } from 'preact';
import { inOwnTime } from './words.ts';
import type { Problem } from '../api/problem.ts';

/** Something went wrong: what, and what to do. */
export function ProblemNotice({ problem, retry }: { problem: Problem; retry?: () => void }): VNode {
  return (
    <div class="notice tone-bad" role="alert">
      <strong>{problem.title}</strong>
      <p>{ended(problem.message)}</p>
      {problem.issues.length > 1 && (
        <ul>
          {problem.issues.map(({ field, message }) => (
            <li key={field}>{field ? `${field}: ${message}` : message}</li>
          ))}
        </ul>
      )}
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Something to know. */
export function Notice({ tone = 'calm', children }: { tone?: string; children: ComponentChildren }): VNode {
  return <div class={`notice tone-${tone}`}>{children}</div>;
}

/** Where there is nothing yet, why, and what would bring it. */
export function Empty({ children }: { children: ComponentChildren }): VNode {
  return <p class="empty">{children}</p>;
}

/** Shown only if it takes a while: a style delays it. */
export function Loading({ what }: { what: string }): VNode {
  return (
    <p class="loading" role="status">
      Reading {what} …
    </p>
  );
}

/** A sentence with its full stop, and with times as the reader's clock has them. */
export function ended(text: string): string {
  const own = inOwnTime(text);
  return /[.!?…:]$/.test(own) ? own : `${own}.`;
}
