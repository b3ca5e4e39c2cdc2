import type { VNode } from 'preact';
import { Link } from '../app/link.tsx';
import { lookOfMark } from './mark-looks.ts';
import { Mark as MarkShape } from '../parts/status-badge.tsx';
import { clockMoment, clocksDiffer, isApart } from '../chart/clock.ts';
import { moment } from '../parts/words.ts';
import { place as placeOf } from '../app/route.ts';
import type { Played, Span } from '../api/types.ts';
import type { Range } from './range.ts';

export interface TimelineProps {
  played: Played;
  range: Range;
}

/** What happened, above the charts and on their scale of time: versions as bands, and what held, ran or waited. */
export function Timeline({ played, range }: TimelineProps): VNode {
  const { model, champions, spans, marks } = played;
  const x = (at: number): number => (100 * (at - range.from)) / (range.to - range.from);
  const boxOf = (from: number, until: number | null): { left: string; width: string } | null => {
    const left = Math.max(0, x(from));
    const right = Math.min(100, until === null ? 100 : x(until));
    return right < 0 || left > 100 || right < left ? null : { left: `${left}%`, width: `${right - left}%` };
  };
  const shown = marks.filter(({ eventAt }) => x(eventAt) >= 0 && x(eventAt) <= 100).slice(-mostMarks);
  return (
    <section class="timeline" aria-label="What happened">
      <Lane name="Serves">
        {champions.map(({ version, from, eventFrom, eventUntil }) => {
          const box = boxOf(eventFrom, eventUntil);
          return (
            box && (
              <span
                key={from}
                class="span serves"
                style={box}
                title={`${version ?? 'none'} from ${clockMoment(from, eventFrom)}`}
              >
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
              const box = boxOf(span.eventFrom, span.eventUntil);
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
              style={{ left: `${x(mark.eventAt)}%` }}
              title={`${look.text}, ${clockMoment(mark.at, mark.eventAt)}: ${mark.text}`}
            >
              <MarkShape shape={look.shape} />
            </span>
          );
        })}
      </Lane>
      {clocksDiffer(played, range) && (
        <p class="soft lanes-note">
          Drawn in the time of the values: what the monitor did stands behind the newest value that it had then, an
          alarm at the value that fired. Each tells when that was by the monitor’s clock.
        </p>
      )}
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

function titleOf({ kind, from, until, eventFrom, eventUntil, text }: Span): string {
  const when = until === null ? `since ${moment(from)}` : `${moment(from)} to ${moment(until)}`;
  const by = isApart(from, eventFrom) || isApart(until, eventUntil) ? ' by the monitor’s clock' : '';
  return `${text || kind}, ${when}${by}`;
}
