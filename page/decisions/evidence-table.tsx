import type { VNode } from 'preact';
import { figure, moment, streamName } from '../parts/words.ts';
import type { Decision } from '../api/types.ts';

/** What detectors had seen when they fired. */
export function EvidenceTable({ evidence }: { evidence: Decision['evidence'] }): VNode {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Evidence">
      <table class="data">
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
              <td>{streamName(metric, segment)}</td>
              <td>{detector}</td>
              <td class="num">{figure(statistic)}</td>
              <td class="num">{figure(limit)}</td>
              <td class="num">{n}</td>
              <td>{windowFrom === null || windowTo === null ? '–' : `${moment(windowFrom)} – ${moment(windowTo)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
