import type { VNode } from 'preact';
import { Mark } from '../parts/status-badge.tsx';

/** Whether a rule was kept. */
export function StatusMark({ passed }: { passed: boolean }): VNode {
  return (
    <span class={`badge tone-${passed ? 'good' : 'bad'}`}>
      <Mark shape={passed ? 'circle' : 'cross'} />
      {passed ? 'passed' : 'not passed'}
    </span>
  );
}
