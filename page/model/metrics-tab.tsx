import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { Alarms } from '../decisions/alarms.tsx';
import { Brush } from '../timeline/brush.tsx';
import { counted } from '../parts/words.ts';
import { Empty, Loading, Notice, ProblemNotice } from '../parts/notice.tsx';
import { get } from '../api/api.ts';
import { RangeButtons } from '../timeline/range-buttons.tsx';
import { SeriesChart } from '../chart/series-chart.tsx';
import { shownRange, type Range } from '../timeline/range.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { rangeOf, wholeRange } from '../timeline/whole-range.ts';
import { quotedBlank } from '../../src/terms/visible-text.ts';
import { useLive, useModel } from './model-data.ts';
import { useResource } from '../api/resource.ts';
import type { Played } from '../api/types.ts';

/** What the monitor saw at every moment, and what it did: played by the code that lived it. */
export function MetricsTab(): VNode {
  const { model } = useModel();
  const path = { model };
  const range = shownRange.value;
  const whole = useResource(model, (signal) =>
    get('/v1/models/{model}/played', { path, query: { points: 1_000 }, signal })
  );
  const query = range && { from: String(range.from), to: String(range.to), points: 1_000 };
  const part = useResource(`${model} ${JSON.stringify(query)}`, async (signal) =>
    query ? get('/v1/models/{model}/played', { path, query, signal }) : null
  );
  useLive(model, ['state'], whole.reload, 4_000);
  useLive(model, ['state'], part.reload, 4_000);
  const all = whole.value.value;
  const problem = whole.problem.value ?? part.problem.value;
  if (!all) return problem ? <ProblemNotice problem={problem} retry={whole.reload} /> : <Loading what="its life" />;
  return (
    <>
      {problem && <ProblemNotice problem={problem} />}
      <Charts all={all} part={part.value.value ?? null} range={range} />
      <Alarms played={all} reload={whole.reload} />
    </>
  );
}

// --- internal ---

const byName = new Intl.Collator('en', { numeric: true }).compare;

interface ChartsProps {
  all: Played;
  /** The time that is shown, closer. */
  part: Played | null;
  range: Range | null;
}

function Charts({ all, part, range }: ChartsProps): VNode {
  const chosen = useSignal<string | null>(null);
  const seen = all.series.filter(({ observations, before }) => observations > 0 || before !== null);
  const first = seen.find(({ segment: one }) => one === '') ?? seen[0];
  const segment = chosen.value ?? first?.segment ?? '';
  if (!first || all.observations === 0)
    return (
      <Empty>
        No observation has come yet. Send some: <code>temporal-retrain send {all.model} --file rows.csv</code>. More
        ways are in docs/serve.md, which comes with the package.
      </Empty>
    );
  const segments = [...new Set(all.series.map(({ segment: one }) => one))].filter((one) => one !== '').sort(byName);
  const shown = (part ?? all).series.filter((one) => segments.length === 0 || one.segment === segment);
  // Where every value names a segment, nothing comes for the whole.
  const hasWhole = first.segment === '';
  const values = valuesOf(all);
  const whole = wholeRange(all, values);
  return (
    <>
      <div class="chart-tools">
        <RangeButtons values={values} shown={range} />
        {segments.length > 0 && (
          <label class="segments">
            <span class="soft">Segment</span>
            <select value={segment} onChange={(event) => (chosen.value = event.currentTarget.value)}>
              {hasWhole && <option value="">the model as a whole</option>}
              {segments.map((one) => (
                <option key={one} value={one}>
                  {quotedBlank(one)}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      {!all.agrees && (
        <Notice tone="warn">
          Parts of its life were lived by a worker of another version: what is drawn of them may differ from what it
          saw.
        </Notice>
      )}
      <div class="sheet">
        <Brush series={first} whole={whole} shown={range} />
        <Timeline played={part ?? all} range={range ?? whole} />
      </div>
      {shown.map((series) => (
        <SeriesChart key={`${series.metric} ${series.segment}`} series={series} played={part ?? all} range={range} />
      ))}
      {shown.length === 0 && <Empty>Nothing of it in this time.</Empty>}
      {all.more > 0 && <p class="soft">{counted(all.more, 'other series')} not drawn here.</p>}
    </>
  );
}

/** From the first value that is known to the newest. */
function valuesOf({ series }: Played): Range {
  const firsts = series.flatMap(({ at, before }) => before?.at[0] ?? at[0] ?? []);
  const lasts = series.flatMap(({ at }) => at.at(-1) ?? []);
  return rangeOf([...firsts, ...lasts]);
}
