import type { VNode } from 'preact';
import { difference } from './comparison.tsx';
import { figure } from '../parts/words.ts';
import { StatusMark } from './status-mark.tsx';
import type { ApprovalReport } from '../api/types.ts';

/** Both versions on each part of the data: no slice is to get worse in silence. */
export function Slices({ slices }: { slices: ApprovalReport['slices'] }): VNode {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Slices of both">
      <table class="data stacks">
        <thead>
          <tr>
            <th>Slice</th>
            <th>Metric</th>
            <th class="num">Champion</th>
            <th class="num">Challenger</th>
            <th class="num">Difference</th>
            <th>Gate</th>
          </tr>
        </thead>
        <tbody>
          {slices.map(({ slice, metric, champion, challenger, passed }) => (
            <tr key={`${slice}/${metric}`}>
              <th scope="row">{slice}</th>
              <td data-name="Metric">{metric}</td>
              <td class="num" data-name="Champion">
                {figure(champion)}
              </td>
              <td class="num" data-name="Challenger">
                <strong>{figure(challenger)}</strong>
              </td>
              <td class="num" data-name="Difference">
                {difference(champion, challenger)}
              </td>
              <td data-name="Gate">
                {passed === null ? <span class="soft">not looked at</span> : <StatusMark passed={passed} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
