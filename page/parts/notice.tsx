import type { ComponentChildren, VNode } from 'preact';
import { coded, ended } from './sentence.tsx';
import type { Problem } from '../api/problem.ts';

/** Something went wrong: what, and what to do. */
export function ProblemNotice({ problem, retry }: { problem: Problem; retry?: () => void }): VNode {
  return (
    <div class="notice tone-bad" role="alert">
      <strong>{problem.title}</strong>
      <Message text={problem.message} />
      {problem.issues.length > 1 && faultsIn(problem.message).length < 2 && (
        <ul>
          {problem.issues.map(({ field, message }) => (
            <li key={field}>{coded(field ? `${field}: ${message}` : message)}</li>
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

/** What is read of versions may not be what the monitor works with. */
export function AnotherRegistry({ warning }: { warning: string | undefined }): VNode | null {
  if (warning === undefined) return null;
  return (
    <Notice tone="warn">
      <strong>This is another registry than the monitor's</strong>
      <p>{ended(warning)}</p>
    </Notice>
  );
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

// --- internal ---

/** A message whose lines begin with a dash after the first has a list of what is wrong. */
function Message({ text }: { text: string }): VNode {
  const [head = '', ...faults] = faultsIn(text);
  if (faults.length === 0) return <p>{ended(head)}</p>;
  return (
    <>
      <p>{ended(head)}</p>
      <ul>
        {faults.map((fault) => (
          <li key={fault}>{ended(fault)}</li>
        ))}
      </ul>
    </>
  );
}

/** What stands before the list, and each line of the list. */
function faultsIn(text: string): string[] {
  return text.split(/\n\s*- |(?<=:) - /);
}
