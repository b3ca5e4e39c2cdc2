import { outcomeWords } from '../../core/outcome/outcome-words.ts';
import { formatValue } from '../../terms/metric-kinds.ts';
import { numbered } from '../../terms/numbered.ts';
import { printable } from '../terminal/table.ts';
import { stateText, wordsOf } from '../../core/view/words.ts';
import { timeText } from '../../terms/time-text.ts';
import { quotedBlank } from '../../terms/visible-text.ts';
import type { Decision } from '../../core/state/decision.ts';
import type { MonitorView } from '../../core/wire/answers.ts';

/** A line for each change of a monitor, with when that was seen. */
export class WatchLines {
  private last = '';
  private ended: number | undefined;

  /**
   * What is new since the look before, oldest first.
   *
   * @param decisions of the monitor's ledger, which tells what began and ended between two looks
   */
  async of(
    view: MonitorView,
    { now, decisions }: { now: number; decisions: () => Promise<readonly Decision[]> }
  ): Promise<string[]> {
    const line = watchLine(view);
    if (line === this.last) return [];
    this.last = line;
    const newest = view.lastRetrain?.generation ?? 0;
    const { ended = newest } = this;
    this.ended = newest;
    const missed = newest > ended + 1 ? endsBetween(ended, newest, await decisions()) : [];
    return [...missed, `${timeText(now)} · ${line}`];
  }
}

/** A monitor in one line, the same until something changes: `in drift · champion 1.2.0 · accuracy 0.81 (drift) · …`. */
export function watchLine({ status, champion, inFlight, lastRetrain, series, counts }: MonitorView): string {
  return [
    stateText(status),
    champion === null ? 'no champion' : `champion ${printable(champion)}`,
    ...series
      .slice(0, mostSeries)
      .map(
        ({ metric, segment, ewma, level }) =>
          `${printable(metric)}${segment === '' ? '' : ` in ${printable(quotedBlank(segment))}`} ${formatValue(metric, ewma)} (${wordsOf(level)})`
      ),
    ...(series.length > mostSeries ? [`${series.length - mostSeries} more`] : []),
    ...(lastRetrain ? [endText(lastRetrain.generation, lastRetrain.outcome)] : []),
    ...(inFlight ? [`retrain ${inFlight.generation} ${doingOf(inFlight)}`] : []),
    numbered(counts.observations, 'observation'),
  ].join(' · ');
}

// --- internal ---

const mostSeries = 4;

/** How the retrains ended that came after one and before another. */
function endsBetween(after: number, before: number, decisions: readonly Decision[]): string[] {
  const ends = decisions
    .filter(({ decision, severity }) => decision === 'settled' && severity !== 'none')
    .flatMap(({ at, generation, reasonCodes: [outcome = ''] }) =>
      generation !== null && generation > after && generation < before ? [{ at, generation, outcome }] : []
    )
    .toSorted((a, b) => a.generation - b.generation);
  return ends.map(({ at, generation, outcome }) => `${timeText(at)} · ${endText(generation, outcome)}`);
}

function endText(generation: number, outcome: string): string {
  return `retrain ${generation}: ${outcomeWords(outcome)}`;
}

function doingOf({ cancelled }: NonNullable<MonitorView['inFlight']>): string {
  return cancelled ? `is being cancelled, by ${printable(cancelled.actor)}` : 'under way';
}
