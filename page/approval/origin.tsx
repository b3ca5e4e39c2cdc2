import type { VNode } from 'preact';
import { EvidenceTable } from '../decisions/evidence-table.tsx';
import { figure, moment } from '../parts/words.ts';
import { Reasons } from '../decisions/reasons.tsx';
import type { ApprovalReport } from '../api/types.ts';

/** Where a challenger comes from: why, from which data, and with what other hyper-parameters. */
export function Origin({ report }: { report: ApprovalReport }): VNode {
  const { reasons, evidence, kind, against, champion, challenger, hyperparameters } = report;
  const changed = hyperparameters.filter((one) => one.changed);
  const same = hyperparameters.filter((one) => !one.changed);
  return (
    <section class="sheet" aria-labelledby="origin">
      <h2 id="origin">Where it comes from</h2>
      <Reasons of={reasons} />
      {evidence.length > 0 && <EvidenceTable evidence={evidence} />}
      <dl class="pairs">
        {kind !== null && (
          <div>
            <dt>Trained</dt>
            <dd>{kind === 'soft' ? `from ${against ?? 'the champion'}` : 'from scratch'}</dd>
          </div>
        )}
        <Window name="Its data" window={challenger.dataWindow} />
        {champion && <Window name="Champion’s data" window={champion.dataWindow} />}
      </dl>
      <h3>Hyper-parameters</h3>
      {changed.length === 0 ? (
        <p class="soft">{withoutChange(report)}</p>
      ) : (
        <div class="scroll" tabIndex={0} role="group" aria-label="Changed hyper-parameters">
          <table class="data">
            <thead>
              <tr>
                <th>{champion ? 'Changed' : 'Name'}</th>
                <th class="num">Champion</th>
                <th class="num">Challenger</th>
              </tr>
            </thead>
            <tbody>
              {changed.map(({ name, champion: before, challenger: after }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td class="num code">{valueText(before)}</td>
                  <td class="num code">
                    <strong>{valueText(after)}</strong>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {same.length > 0 && (
        <p class="soft">
          Unchanged: {same.map(({ name, challenger: value }) => `${name} ${valueText(value)}`).join(', ')}
        </p>
      )}
    </section>
  );
}

// --- internal ---

function withoutChange({ champion, hyperparameters }: ApprovalReport): string {
  if (champion) return 'The same as the champion’s.';
  return hyperparameters.length === 0 ? 'None are known.' : 'There is no champion to compare them with.';
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return '–';
  return typeof value === 'number' ? figure(value) : JSON.stringify(value);
}

function Window({ name, window }: { name: string; window: ApprovalReport['challenger']['dataWindow'] }): VNode | null {
  if (!window) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {window.samples} rows
        {window.from !== null && window.to !== null && `, ${moment(window.from)} to ${moment(window.to)}`}
      </dd>
    </div>
  );
}
