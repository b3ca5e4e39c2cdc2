import type { VNode } from 'preact';
import { figure } from '../parts/words.ts';
import { Mark } from '../parts/status-badge.tsx';
import type { ApprovalReport } from '../api/types.ts';

/** Both versions, metric by metric. */
export function Comparison({ report }: { report: ApprovalReport }): VNode {
  const { champion, challenger, metrics } = report;
  return (
    <>
      {challenger.samples !== null && (
        <p class="soft">
          {challenger.samples} rows that {champion ? 'neither' : 'it'} was {champion ? '' : 'not '}trained on.
        </p>
      )}
      <div class="scroll" tabIndex={0} role="group" aria-label="Metrics of both">
        <table class="data stacks">
          <thead>
            <tr>
              <th>Metric</th>
              <th class="num">Champion {champion?.version ?? 'none'}</th>
              <th class="num">Challenger {challenger.version}</th>
              <th class="num">Difference</th>
              <th>Better</th>
            </tr>
          </thead>
          <tbody>
            {metrics.map(({ metric, champion: left, challenger: right, better }) => (
              <tr key={metric}>
                <th scope="row">{metric}</th>
                <td class="num" data-name={`Champion ${champion?.version ?? 'none'}`}>
                  {figure(left)}
                </td>
                <td class="num" data-name={`Challenger ${challenger.version}`}>
                  <strong>{figure(right)}</strong>
                </td>
                <td class="num" data-name="Difference">
                  {difference(left, right)}
                </td>
                <td data-name="Better">
                  <Better side={better} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** What has changed from one to the other, with its sign. */
export function difference(before: number | null, after: number | null): string {
  if (before === null || after === null) return '–';
  const by = after - before;
  if (by === 0) return 'same';
  return `${by > 0 ? '+' : '−'}${figure(Math.abs(by))}`;
}

// --- internal ---

function Better({ side }: { side: ApprovalReport['metrics'][number]['better'] }): VNode | null {
  if (side === null) return null;
  if (side === 'neither') return <span class="soft">neither</span>;
  return (
    <span class={`badge tone-${side === 'challenger' ? 'good' : 'warn'}`}>
      <Mark shape={side === 'challenger' ? 'circle' : 'peak'} />
      {side}
    </span>
  );
}
