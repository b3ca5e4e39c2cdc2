import type { Signal } from '@preact/signals';
import type { VNode } from 'preact';
import { figure, moment } from '../parts/words.ts';
import { lastAtMost } from './clock.ts';
import { lookOfMark } from '../timeline/mark-looks.ts';
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
  place: (clock: number) => number;
}

/** What the monitor saw at the moment under the mouse, and what it made of it. */
export function Hover({ pointed, columns, series, played, place }: HoverProps): VNode | null {
  const here = pointed.value;
  const at = here ? columns.at[here.index] : undefined;
  if (!here || at === undefined) return null;
  const i = here.index - columns.trailed;
  const isLeft = here.left > here.width / 2;
  const side = isLeft ? { right: `${here.width - here.left + 16}px` } : { left: `${here.left + 16}px` };
  const near = played.marks.filter((mark) => Math.abs(place(mark.at) - at) <= here.reachMs && concerns(mark, series));
  const decisions = played.decisions.filter((one) => Math.abs(place(one.at) - at) <= here.reachMs);
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
      {i >= 0 && <div>{serving(played, at, place)}</div>}
      {near.slice(0, 3).map((mark) => (
        <div key={`${mark.kind}${mark.at}`} class="hover-mark">
          <strong>{lookOfMark(mark).text}</strong> {mark.text}
        </div>
      ))}
      {decisions.slice(-2).map((one) => (
        <div key={one.at} class="hover-mark">
          <strong>{one.decision}</strong> {one.reasons.map(reasonText)[0] ?? one.note ?? one.reasonCodes.join(', ')}
        </div>
      ))}
    </div>
  );
}

// --- internal ---

function serving({ champions }: Played, at: number, place: (clock: number) => number): string {
  const i = lastAtMost(
    champions.map(({ from }) => place(from)),
    at
  );
  const version = champions[i]?.version;
  return version ? `${version} served` : '';
}

function concerns({ metric, segment }: { metric?: string; segment?: string }, series: PlayedSeries): boolean {
  return metric === undefined || (metric === series.metric && (segment ?? '') === series.segment);
}
