import { useEffect, useState } from 'preact/hooks';
import type { VNode } from 'preact';
import { FleetRow } from './fleet-row.tsx';
import { goQuery } from '../app/route.ts';
import type { MonitorSummary } from '../api/types.ts';
import { onKey } from '../app/keys.ts';
import type { Sort } from './fleet-query.ts';
import { useVisibleRows } from './visible-rows.ts';

export interface FleetTableProps {
  monitors: readonly MonitorSummary[];
  sort: Sort;
  isReversed: boolean;
}

/** The list: as long as it may be, only the rows in sight are there. */
export function FleetTable({ monitors, sort, isReversed }: FleetTableProps): VNode {
  const rowHeight = useRowHeight();
  const { ref, from, until } = useVisibleRows<HTMLDivElement>(monitors.length, rowHeight);
  useEffect(() => {
    const ends = [onKey('j', () => move(1)), onKey('k', () => move(-1))];
    const move = (by: number): void => focusRow(ref.current, monitors.length, rowHeight, by);
    return () => ends.forEach((end) => end());
  }, [monitors, rowHeight]);
  return (
    <div class="table" role="table" aria-label="Monitors" aria-rowcount={monitors.length + 1}>
      <div role="rowgroup">
        <div class="row head" role="row" aria-rowindex={1}>
          {columns.map(({ id, text }) => (
            <div
              key={text}
              role="columnheader"
              class={`col-${text.toLowerCase().replaceAll(' ', '-')}`}
              aria-sort={id === sort ? (isReversed ? 'descending' : 'ascending') : undefined}
            >
              {id ? (
                <button type="button" class="link" onClick={() => goQuery({ sort: nextSort(id, sort, isReversed) })}>
                  {text}
                  {id === sort && <span aria-hidden="true">{isReversed ? ' ↓' : ' ↑'}</span>}
                </button>
              ) : (
                text
              )}
            </div>
          ))}
        </div>
      </div>
      <div ref={ref} class="rows" role="rowgroup" style={{ height: `${monitors.length * rowHeight}px` }}>
        {monitors.slice(from, until).map((monitor, i) => (
          <FleetRow key={monitor.model} monitor={monitor} index={from + i} top={(from + i) * rowHeight} />
        ))}
      </div>
    </div>
  );
}

// --- internal ---

const columns: readonly { id?: Sort; text: string }[] = [
  { id: 'name', text: 'Monitor' },
  { id: 'state', text: 'State' },
  { text: 'Reason' },
  { text: 'Lately' },
  { text: 'To firing' },
  { id: 'champion', text: 'Champion' },
];

/** Up, down, and back to those that need somebody first. */
function nextSort(id: Sort, sort: Sort, isReversed: boolean): string | undefined {
  if (id !== sort) return id;
  return isReversed ? undefined : `-${id}`;
}

/** On a phone a row has two lines; as in fleet.css. */
function useRowHeight(): number {
  const [height, setHeight] = useState(heightNow);
  useEffect(() => {
    const change = (): void => setHeight(heightNow());
    narrow.addEventListener('change', change);
    return () => narrow.removeEventListener('change', change);
  }, []);
  return height;
}

const narrow = matchMedia('(max-width: 760px)');

function heightNow(): number {
  return narrow.matches ? 72 : 44;
}

/** Where the newest key leads, until the row is drawn and has the focus. */
let goingTo: number | undefined;

/** Gives the focus to the next row, and scrolls where it is if it is not drawn yet. */
function focusRow(rows: HTMLElement | null, count: number, rowHeight: number, by: number): void {
  if (!rows || count === 0) return;
  const current = document.activeElement?.closest<HTMLElement>('[data-row]');
  const from = goingTo ?? (current ? Number(current.dataset['row']) : -1);
  const next = Math.min(Math.max(from + by, 0), count - 1);
  goingTo = next;
  const top = rows.getBoundingClientRect().top + next * rowHeight;
  if (top < 100 || top > innerHeight - 2 * rowHeight) scrollBy(0, top - innerHeight / 2);
  const find = (): void => rows.querySelector<HTMLElement>(`[data-row="${next}"] a`)?.focus();
  find();
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      // Another key may have gone on since.
      if (goingTo !== next) return;
      find();
      goingTo = undefined;
    })
  );
}
