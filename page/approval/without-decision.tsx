import type { VNode } from 'preact';
import { Time } from '../parts/time.tsx';
import type { MonitorView } from '../api/types.ts';

interface Timeout {
  timeoutAt: number | null;
  onTimeout: 'reject' | 'promote';
}

/** What becomes of a challenger if nobody decides; nothing is promoted while somebody has stopped the monitor. */
export function WithoutDecision({ view, by }: { view: MonitorView; by: Timeout }): VNode | null {
  const { timeoutAt, onTimeout } = by;
  const isHeldBack = onTimeout === 'promote' && (view.phase !== 'active' || view.killSwitch !== null);
  if (timeoutAt === null || isHeldBack) return null;
  return (
    <>
      {' '}
      Without a decision it is {onTimeout === 'reject' ? 'rejected' : 'promoted'} <Time at={timeoutAt} />.
    </>
  );
}
