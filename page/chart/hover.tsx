import type { Signal } from '@preact/signals';
import type { VNode } from 'preact';
import { figure, moment } from '../parts/words.ts';
import { clockMoment, isApart, lastAtMost } from './clock.ts';
import { lookOfMark } from '../timeline/mark-looks.ts';
import { decisionText } from '../../src/core/view/words.ts';
import { reasonText } from '../../src/core/state/decision.ts';
import type { Columns } from './columns.ts';
import type { Played, PlayedSeries } from '../api/types.ts';

/** Where the mouse is. */
export interface Pointed {
  /** Place in the columns. */
  index: number;
  /** Pixels within the chart. */
  left: number;
  width: number;
  /** Event time of so many pixels beside it: what happened within is told too. */
  reachMs: number;
}

export interface HoverProps {
  pointed: Signal<Pointed | null>;
  columns: Columns;
  series: PlayedSeries;
  played: Played;
}

/** What the monitor saw at the moment under the mouse, and what it made of it. */
export function Hover({ pointed, columns, series, played }: HoverProps): VNode | null {
  const here = pointed.value;
  const at = here ? columns.at[here.index] : undefined;
  if (!here || at === undefined) return null;
  const i = columns.own[here.index] ?? -1;
  const isLeft = here.left > here.width / 2;
  const side = isLeft ? { right: `${here.width - here.left + 16}px` } : { left: `${here.left + 16}px` };
  const near = played.marks.filter((mark) => Math.abs(mark.eventAt - at) <= here.reachMs && concerns(mark, series));
  const decisions = played.decisions.filter((one) => Math.abs(one.eventAt - at) <= here.reachMs);
  return (
    <div class="hover" style={side}>
      <div class="soft">{moment(at)}</div>
      <table>
        <tbody>
          {columns.lines.map(({ kind, label, values }) => {
            const value = values[here.index] ?? null;
            if (value === null) return null;
            return (
              <tr key={label} class={`line-${kind}`}>
                <th scope="row">{label}</th>
                <td>{figure(value)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {i >= 0 && series.isSampled && <div class="soft">{series.count[i]} observations</div>}
      {i >= 0 && <div>{serving(played, at)}</div>}
      {near.slice(0, 3).map((mark) => (
        <div key={`${mark.kind}${mark.at}`} class="hover-mark">
          <strong>{lookOfMark(mark).text}</strong> {mark.text} {byClock(mark)}
        </div>
      ))}
      {decisions.slice(-2).map((one) => (
        <div key={one.at} class="hover-mark">
          <strong>{decisionText(one)}</strong> {one.reasons.map(reasonText)[0] ?? one.note ?? ''} {byClock(one)}
        </div>
      ))}
    </div>
  );
}

// --- internal ---

function serving({ champions }: Played, at: number): string {
  const i = lastAtMost(
    champions.map(({ eventFrom }) => eventFrom),
    at
  );
  const version = champions[i]?.version;
  return version ? `${version} served` : '';
}

/** Its own time, where that is not the one under the mouse. */
function byClock({ at, eventAt }: { at: number; eventAt: number }): VNode | null {
  return isApart(at, eventAt) ? <span class="soft">({clockMoment(at, eventAt)})</span> : null;
}

function concerns({ metric, segment }: { metric?: string; segment?: string }, series: PlayedSeries): boolean {
  return metric === undefined || (metric === series.metric && (segment ?? '') === series.segment);
}
