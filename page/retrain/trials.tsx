import type { VNode } from 'preact';
import { figure } from '../parts/words.ts';
import type { AnswerOf } from '../api/api.ts';

type Progress = NonNullable<AnswerOf<'/v1/models/{model}/retrain'>['progress']>;

/** The trials of a study as they finish, the best one marked. */
export function Trials({ progress }: { progress: Progress }): VNode | null {
  const { trials, study } = progress;
  if (trials.length === 0) return null;
  const names = [...new Set(trials.flatMap(({ params }) => Object.keys(params)))].slice(0, 6);
  const best = study?.best?.number;
  return (
    <>
      <h3>Trials</h3>
      {study && (
        <p class="soft">
          {study.begun} of {study.planned} begun, {study.failed} failed, {study.pruned} stopped early; {study.goal}{' '}
          {study.metric}
        </p>
      )}
      <TrialDots trials={trials} best={best} />
      <div class="scroll">
        <table class="data">
          <thead>
            <tr>
              <th>Trial</th>
              <th>State</th>
              <th class="num">{study?.metric ?? 'Value'}</th>
              {names.map((name) => (
                <th key={name} class="num">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {trials.toReversed().map(({ number, state, value, params }) => (
              <tr key={number} class={number === best ? 'best' : ''}>
                <td>
                  {number}
                  {number === best && <strong> best</strong>}
                </td>
                <td>{state}</td>
                <td class="num">{figure(value)}</td>
                {names.map((name) => (
                  <td key={name} class="num">
                    {typeof params[name] === 'number' ? figure(params[name]) : JSON.stringify(params[name] ?? null)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

// --- internal ---

const width = 600;
const height = 90;

/** Value by trial, and the best so far as a line: the same as the table, at a glance. */
function TrialDots({ trials, best }: { trials: Progress['trials']; best: number | undefined }): VNode | null {
  const known = trials.flatMap(({ number, value }) => (value === null ? [] : [{ number, value }]));
  if (known.length < 2) return null;
  const values = known.map(({ value }) => value);
  const low = Math.min(...values);
  const range = Math.max(...values) - low || 1;
  const last = Math.max(...trials.map(({ number }) => number));
  const first = Math.min(...trials.map(({ number }) => number));
  const x = (number: number): number => 8 + ((number - first) / (last - first || 1)) * (width - 16);
  const y = (value: number): number => height - 8 - ((value - low) / range) * (height - 16);
  return (
    <svg class="trial-dots" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {known.map(({ number, value }) => (
        <circle
          key={number}
          class={number === best ? 'best' : ''}
          cx={x(number)}
          cy={y(value)}
          r={number === best ? 5 : 3.5}
        />
      ))}
    </svg>
  );
}
