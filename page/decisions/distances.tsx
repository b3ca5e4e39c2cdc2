import type { VNode } from 'preact';
import { Empty } from '../parts/notice.tsx';
import { streamName } from '../parts/words.ts';
import { nearness, standing } from './nearness.ts';
import { StatusBadge } from '../parts/status-badge.tsx';
import type { Distance } from '../api/types.ts';

/** Every detector: where it stands, and what is missing until it fires; the nearest first. */
export function Distances({ distances }: { distances: readonly Distance[] }): VNode {
  if (distances.length === 0) return <Empty>Nothing is watched yet: no observation has come.</Empty>;
  return (
    <ul class="distances">
      {[...distances].sort(byNearness).map((one) => (
        <li key={`${one.metric}/${one.segment}/${one.detector}`}>
          <div class="distance-head">
            <span>
              {streamName(one.metric, one.segment)} <span class="soft">{one.detector}</span>
            </span>
            <StatusBadge state={one.level} />
          </div>
          <Reach {...one} />
          <div class="soft distance-text">{standing(one)}</div>
        </li>
      ))}
    </ul>
  );
}

// --- internal ---

function byNearness(a: Distance, b: Distance): number {
  const [left, right] = [nearness(a), nearness(b)];
  return left === right ? 0 : left - right;
}

/** How much of the way is gone, the limit at four fifths. */
function Reach(distance: Distance): VNode | null {
  const left = nearness(distance);
  if (distance.level === 'warming-up' || !Number.isFinite(left)) return null;
  const share = Math.min(Math.max(1 - left, 0), 1.25) / 1.25;
  return (
    <svg class={`reach level-${distance.level}`} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="reach-way" width="100" height="6" rx="1" />
      <rect class="reach-gone" width={100 * share} height="6" rx="1" />
      <rect class="reach-limit" x="80" width="0.8" height="6" />
    </svg>
  );
}
