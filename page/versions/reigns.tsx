import type { VNode } from 'preact';
import { moment, span } from '../parts/words.ts';
import { now } from '../parts/now.ts';
import { Time } from '../parts/time.tsx';
import type { Reign } from '../api/types.ts';

/** Who was champion when: a ribbon, and the same in words. */
export function Reigns({ reigns }: { reigns: readonly Reign[] }): VNode {
  return (
    <div class="sheet">
      <Ribbon reigns={reigns} />
      <div class="scroll">
        <table class="data stacks">
          <thead>
            <tr>
              <th>Version</th>
              <th>From</th>
              <th>For</th>
              <th>By</th>
              <th>Why</th>
            </tr>
          </thead>
          <tbody>
            {reigns.map(({ version, from, until, actor, reason }) => (
              <tr key={from}>
                <td data-name="Version">
                  <strong>{version ?? 'none'}</strong>
                </td>
                <td data-name="From">
                  <Time at={from} exact />
                </td>
                <td data-name="For">{until === null ? `${span(now.value - from)} so far` : span(until - from)}</td>
                <td data-name="By">{actor}</td>
                <td class="wide" data-name="Why">
                  {reason}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

// --- internal ---

function Ribbon({ reigns }: { reigns: readonly Reign[] }): VNode {
  const oldest = reigns.at(-1)?.from ?? 0;
  const end = now.value;
  const whole = Math.max(end - oldest, 1);
  const x = (at: number): number => (100 * (at - oldest)) / whole;
  return (
    <div class="ribbon" aria-hidden="true">
      {reigns.toReversed().map(({ version, from, until }, i) => (
        <span
          key={from}
          class={version === null ? 'nobody' : i % 2 === 0 ? 'even' : 'odd'}
          title={`${version ?? 'none'}, from ${moment(from)}`}
          style={{ left: `${x(from)}%`, width: `${x(until ?? end) - x(from)}%` }}
        >
          {version ?? ''}
        </span>
      ))}
    </div>
  );
}
