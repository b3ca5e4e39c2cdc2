import { memo } from './memo.ts';
import type { VNode } from 'preact';
import { figure } from '../parts/words.ts';
import { glanceOf } from './glance.ts';
import type { Glance } from './glance-from.ts';
import { Link } from '../app/link.tsx';
import type { MonitorSummary } from '../api/types.ts';
import { place } from '../app/route.ts';
import { Sparkline } from '../parts/sparkline.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { useEffect } from 'preact/hooks';
import { stateText, wordsOf } from '../../src/core/view/words.ts';

export interface FleetRowProps {
  monitor: MonitorSummary;
  index: number;
  /** Pixels from the top of the list. */
  top: number;
}

/** One monitor. */
export const FleetRow = memo(function FleetRow({ monitor, index, top }: FleetRowProps): VNode {
  const { model, tenant, state, champion, lastReason, retrainFailed, breakerOpen } = monitor;
  const isWaiting = state === 'awaiting-approval';
  // Where the state says something else.
  const end = retrainFailed && state !== 'retrain-failed' ? ['retrain failed'] : [];
  const breaker = breakerOpen && state !== 'broken' ? [stateText('broken')] : [];
  const reason = [...breaker, wordsOf(lastReason ?? ''), ...end].filter(Boolean).join(', ');
  return (
    <div
      class="row"
      role="row"
      aria-rowindex={index + 2}
      data-row={index}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div role="cell" class="col-monitor">
        <Link href={place.model(model)}>{model}</Link>
        {tenant && <span class="soft tenant">{tenant}</span>}
      </div>
      <div role="cell" class="col-state">
        {isWaiting ? (
          <Link href={place.approval(model)} aria-label={`Waits for approval: look at ${model}`}>
            <StatusBadge state={state} />
          </Link>
        ) : (
          <StatusBadge state={state} />
        )}
      </div>
      <div role="cell" class="col-reason" title={reason}>
        {reason}
      </div>
      <Glances model={model} runId={monitor.runId} state={state} />
      <div role="cell" class="col-champion">
        {champion ?? <span class="soft">none</span>}
      </div>
    </div>
  );
});

// --- internal ---

/** What is asked of the monitor itself, because its row is in sight. */
function Glances({ model, runId, state }: { model: string; runId: string; state: string | null }): VNode {
  const glance = glanceOf(model, `${runId} ${state}`);
  useEffect(() => glance.want(), [glance]);
  const seen = glance.value.value;
  return (
    <>
      <div role="cell" class="col-lately">
        {seen && <Sparkline values={seen.values} limit={nearLimit(seen)} label={seen.label} />}
      </div>
      <div role="cell" class="col-to-firing" title={seen?.text}>
        {seen === null ? <span class="soft">no answer</span> : seen?.metric && <ToFiring {...seen} />}
      </div>
    </>
  );
}

/** A limit far away would press the line flat. */
function nearLimit({ values, limit }: Glance): number | null {
  if (limit === null || values.length === 0) return null;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = 1.5 * (high - low);
  return limit >= low - room && limit <= high + room ? limit : null;
}

function ToFiring({ toFiring, metric }: { toFiring: number | null; metric: string }): VNode {
  if (toFiring === null) return <span class="soft">warming up</span>;
  return (
    <>
      <span class="figure">{toFiring <= 0 ? 'beyond' : figure(toFiring)}</span> <span class="soft">{metric}</span>
    </>
  );
}
