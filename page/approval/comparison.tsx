import type { VNode } from 'preact';
import { figure } from '../parts/words.ts';
import type { MonitorView } from '../api/types.ts';

type Report = NonNullable<NonNullable<MonitorView['approval']>['report']>;

export interface ComparisonProps {
  champion: string | null;
  challenger: string;
  report: Report;
}

/** Both versions, metric by metric. */
export function Comparison({ champion, challenger, report }: ComparisonProps): VNode {
  return (
    <>
      {report.samples !== null && <p class="soft">{report.samples} rows that neither was trained on.</p>}
      <div class="scroll">
        <table class="data">
          <thead>
            <tr>
              <th>Metric</th>
              <th class="num">Champion {champion ?? 'none'}</th>
              <th class="num">Challenger {challenger}</th>
              <th class="num">Difference</th>
            </tr>
          </thead>
          <tbody>
            {report.metrics.map(({ metric, champion: left, challenger: right }) => (
              <tr key={metric}>
                <th scope="row">{metric}</th>
                <td class="num">{figure(left)}</td>
                <td class="num">
                  <strong>{figure(right)}</strong>
                </td>
                <td class="num">{difference(left, right)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

// --- internal ---

function difference(before: number | null, after: number | null): string {
  if (before === null || after === null) return '–';
  const by = after - before;
  if (by === 0) return 'same';
  return `${by > 0 ? '+' : '−'}${figure(Math.abs(by))}`;
}
