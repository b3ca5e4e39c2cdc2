import type { VNode } from 'preact';
import { isHeldBack } from '../../src/core/candidate/may-replace.ts';
import { Time } from '../parts/time.tsx';
import type { MonitorView } from '../api/types.ts';

interface Timeout {
  timeoutAt: number | null;
  onTimeout: 'reject' | 'promote';
}

/** What becomes of a challenger if nobody decides; nothing is promoted while somebody has stopped the monitor. */
export function WithoutDecision({ view, by }: { view: MonitorView; by: Timeout }): VNode | null {
  const { timeoutAt, onTimeout } = by;
  if (timeoutAt === null || (onTimeout === 'promote' && isHeldBack(view))) return null;
  return (
    <>
      {' '}
      Without a decision it is {onTimeout === 'reject' ? 'rejected' : 'promoted'} <Time at={timeoutAt} />.
    </>
  );
}
