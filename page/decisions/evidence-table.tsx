import type { VNode } from 'preact';
import { figure, moment, streamName } from '../parts/words.ts';
import type { Decision } from '../api/types.ts';

/** What detectors had seen when they fired. */
export function EvidenceTable({ evidence }: { evidence: Decision['evidence'] }): VNode {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Evidence">
      <table class="data stacks">
        <thead>
          <tr>
            <th>Stream</th>
            <th>Detector</th>
            <th class="num">Statistic</th>
            <th class="num">Limit</th>
            <th class="num">n</th>
            <th>Times of the values</th>
          </tr>
        </thead>
        <tbody>
          {evidence.map(({ metric, segment, detector, statistic, limit, n, windowFrom, windowTo }) => (
            <tr key={`${metric}/${segment}/${detector}`}>
              <th scope="row">{streamName(metric, segment)}</th>
              <td data-name="Detector">{detector}</td>
              <td class="num" data-name="Statistic">
                {figure(statistic)}
              </td>
              <td class="num" data-name="Limit">
                {figure(limit)}
              </td>
              <td class="num" data-name="n">
                {n}
              </td>
              <td data-name="Times of the values">
                {windowFrom === null || windowTo === null ? '–' : `${moment(windowFrom)} – ${moment(windowTo)}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
