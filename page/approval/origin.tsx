import type { VNode } from 'preact';
import { ended } from '../parts/notice.tsx';
import { figure, moment } from '../parts/words.ts';
import type { Version } from '../api/types.ts';

/** Where a challenger comes from, and what is not as it was with the champion. */
export function Origin({ challenger, champion }: { challenger: Version; champion: Version | null }): VNode {
  const { lineage } = challenger;
  const changes = changesOf(lineage.hyperparameters ?? {}, champion?.lineage.hyperparameters ?? {});
  return (
    <section class="sheet" aria-labelledby="origin">
      <h2 id="origin">Where it comes from</h2>
      {lineage.reasons.map((reason) => (
        <p key={reason}>{ended(reason)}</p>
      ))}
      <dl class="pairs">
        <div>
          <dt>Trained</dt>
          <dd>
            {lineage.kind === 'soft' ? `on from ${lineage.parent}` : 'anew'}, under policy revision{' '}
            {lineage.policyRevision}
          </dd>
        </div>
        <Window name="Its data" window={lineage.dataWindow} />
        {champion && <Window name="Champion’s data" window={champion.lineage.dataWindow} />}
      </dl>
      <h3>Hyper-parameters</h3>
      {changes.length === 0 ? (
        <p class="soft">The same as the champion’s.</p>
      ) : (
        <div class="scroll">
          <table class="data">
            <thead>
              <tr>
                <th>Name</th>
                <th class="num">Champion</th>
                <th class="num">Challenger</th>
              </tr>
            </thead>
            <tbody>
              {changes.map(({ name, before, after }) => (
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
    </section>
  );
}

// --- internal ---

type Values = Record<string, unknown>;

function changesOf(after: Values, before: Values): { name: string; before: unknown; after: unknown }[] {
  return [...new Set([...Object.keys(after), ...Object.keys(before)])]
    .filter((name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]))
    .map((name) => ({ name, before: before[name], after: after[name] }));
}

function valueText(value: unknown): string {
  if (value === undefined) return '–';
  return typeof value === 'number' ? figure(value) : JSON.stringify(value);
}

function Window({ name, window }: { name: string; window: Version['lineage']['dataWindow'] }): VNode | null {
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
