import type { VNode } from 'preact';
import type { Columns } from './columns.ts';
import type { PlayedSeries } from '../api/types.ts';

/** What the lines and points of a chart are. */
export function Legend({ columns, series }: { columns: Columns; series: PlayedSeries }): VNode {
  const lines = columns.lines.filter(({ kind }) => kind !== 'low' && kind !== 'high');
  return (
    <ul class="legend">
      {lines.map(({ kind, label }) => (
        <li key={label}>
          <svg width="22" height="8" viewBox="0 0 22 8" aria-hidden="true" class={`key-${kind}`}>
            <line x1="0" x2="22" y1="4" y2="4" />
          </svg>
          {label}
        </li>
      ))}
      {series.late.at.length > 0 && <li>○ late</li>}
      {series.excluded.at.length > 0 && <li>× excluded</li>}
      {columns.trailEnd !== null && <li>┊ before it: from the lifelong trail</li>}
    </ul>
  );
}
