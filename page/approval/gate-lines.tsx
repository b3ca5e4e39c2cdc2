import type { VNode } from 'preact';
import { Mark } from '../parts/status-badge.tsx';
import type { GateLine } from '../api/types.ts';

/** The rules of a gate, each with what it saw. */
export function GateLines({ lines }: { lines: readonly GateLine[] }): VNode {
  return (
    <ul class="gate">
      {lines.map(({ rule, passed, text }) => (
        <li key={`${rule} ${text}`} class={`with-mark tone-${passed ? 'good' : 'bad'}`}>
          <Mark shape={passed ? 'circle' : 'cross'} />
          <span>
            <span class="hidden">{passed ? 'Passed: ' : 'Not passed: '}</span>
            {text}
          </span>
        </li>
      ))}
    </ul>
  );
}
