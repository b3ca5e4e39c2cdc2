import type { VNode } from 'preact';
import { Link } from '../app/link.tsx';
import { lookOfMark } from './mark-looks.ts';
import { Mark as MarkShape } from '../parts/status-badge.tsx';
import { moment } from '../parts/words.ts';
import { place as placeOf } from '../app/route.ts';
import type { Played, Span } from '../api/types.ts';
import type { Range } from './range.ts';

export interface TimelineProps {
  played: Played;
  range: Range;
  place: (clock: number) => number;
}

/** What happened, above the charts and on their scale of time: versions as bands, and what held, ran or waited. */
export function Timeline({ played, range, place }: TimelineProps): VNode {
  const { model, champions, spans, marks } = played;
  const x = (at: number): number => (100 * (at - range.from)) / (range.to - range.from);
  const boxOf = (from: number, until: number | null): { left: string; width: string } | null => {
    const left = Math.max(0, x(place(from)));
    const right = Math.min(100, until === null ? 100 : x(place(until)));
    return right < 0 || left > 100 || right < left ? null : { left: `${left}%`, width: `${right - left}%` };
  };
  const shown = marks.filter(({ at }) => x(place(at)) >= 0 && x(place(at)) <= 100).slice(-mostMarks);
  return (
    <section class="timeline" aria-label="What happened">
      <Lane name="Serves">
        {champions.map(({ version, from, until }) => {
          const box = boxOf(from, until);
          return (
            box && (
              <span key={from} class="span serves" style={box} title={`${version ?? 'none'} from ${moment(from)}`}>
                {version ?? 'none'}
              </span>
            )
          );
        })}
      </Lane>
      {lanes.map(({ name, kinds }) => {
        const list = spans.filter(({ kind }) => kinds.includes(kind));
        if (list.length === 0) return null;
        return (
          <Lane key={name} name={name}>
            {list.map((span) => {
              const box = boxOf(span.from, span.until);
              if (!box) return null;
              const about = { class: `span span-${span.kind}`, style: box, title: titleOf(span) };
              const key = `${span.kind}${span.from}${span.by}${span.metric}${span.segment}${span.detector}`;
              if (span.generation === undefined) return <span key={key} {...about} />;
              return (
                <Link
                  key={key}
                  href={placeOf.retrain(model, String(span.generation))}
                  aria-label={titleOf(span)}
                  {...about}
                >
                  {''}
                </Link>
              );
            })}
          </Lane>
        );
      })}
      <Lane name="Events">
        {shown.map((mark) => {
          const look = lookOfMark(mark);
          return (
            <span
              key={`${mark.kind}${mark.at}${mark.metric}${mark.segment}${mark.detector}`}
              class={`event tone-${look.tone}`}
              style={{ left: `${x(place(mark.at))}%` }}
              title={`${look.text}, ${moment(mark.at)}: ${mark.text}`}
            >
              <MarkShape shape={look.shape} />
            </span>
          );
        })}
      </Lane>
    </section>
  );
}

// --- internal ---

const mostMarks = 400;

const lanes: readonly { name: string; kinds: readonly Span['kind'][] }[] = [
  { name: 'In drift', kinds: ['drift', 'no-data'] },
  { name: 'Retrains', kinds: ['retrain'] },
  { name: 'Waits', kinds: ['approval', 'shadow', 'probation'] },
  { name: 'Held', kinds: ['hold', 'pause', 'kill-switch', 'breaker', 'registry-trouble'] },
];

function Lane({ name, children }: { name: string; children: unknown }): VNode {
  return (
    <div class="lane">
      <span class="lane-name">{name}</span>
      <div class="lane-way">{children as VNode}</div>
    </div>
  );
}

function titleOf({ kind, from, until, text }: Span): string {
  const when = until === null ? `since ${moment(from)}` : `${moment(from)} to ${moment(until)}`;
  return `${text || kind}, ${when}`;
}
