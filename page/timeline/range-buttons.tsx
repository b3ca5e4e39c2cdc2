import type { VNode } from 'preact';
import { moment } from '../parts/words.ts';
import { showRange, type Range } from './range.ts';

/** Spans of time to look at, up to the newest value. */
export function RangeButtons({ values, shown }: { values: Range; shown: Range | null }): VNode {
  const fitting = spans.filter(({ ms }) => ms < values.to - values.from);
  return (
    <div class="filters" role="group" aria-label="Time">
      {fitting.map(({ text, ms }) => (
        <button
          key={text}
          type="button"
          aria-pressed={shown !== null && shown.to === roundUp(values.to) && shown.to - shown.from === ms}
          onClick={() => showRange({ from: roundUp(values.to) - ms, to: roundUp(values.to) })}
        >
          {text}
        </button>
      ))}
      <button type="button" aria-pressed={shown === null} onClick={() => showRange(null)}>
        All
      </button>
      {shown && (
        <span class="soft range-text">
          {moment(shown.from)} – {moment(shown.to)}
        </span>
      )}
    </div>
  );
}

// --- internal ---

const day = 86_400_000;
const spans = [
  { text: 'Hour', ms: day / 24 },
  { text: 'Day', ms: day },
  { text: 'Week', ms: 7 * day },
  { text: 'Month', ms: 30 * day },
  { text: 'Year', ms: 365 * day },
] as const;

function roundUp(at: number): number {
  return Math.ceil(at / 1_000) * 1_000;
}
