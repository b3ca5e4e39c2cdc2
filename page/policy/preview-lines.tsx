import type { VNode } from 'preact';
import { clockMoment } from '../chart/clock.ts';
import { counted, moment } from '../parts/words.ts';
import type { AnswerOf } from '../api/api.ts';

type Past = AnswerOf<'/v1/models/{model}/policy/preview', 'post'>['current'];

export interface PreviewLinesProps {
  from: number;
  to: number;
  current: Past;
  proposed: Past;
}

/** The retrains of both policies, one line each on the same scale of time. */
export function PreviewLines({ from, to, current, proposed }: PreviewLinesProps): VNode {
  return (
    <div class="preview">
      <Line name="As it is" past={current} from={from} to={to} />
      <Line name="As written" past={proposed} from={from} to={to} />
      <div class="preview-ends soft">
        <span>{moment(from)}</span>
        <span>{moment(to)}</span>
      </div>
    </div>
  );
}

// --- internal ---

function Line({ name, past, from, to }: { name: string; past: Past; from: number; to: number }): VNode {
  const x = (at: number): string => `${(100 * (at - from)) / Math.max(to - from, 1)}%`;
  return (
    <div class="preview-line">
      <span class="preview-name">{name}</span>
      <div class="lane-way">
        {past.retrains.map(({ at, eventAt, kind, text }) => (
          <span
            key={at}
            class={`span ${kind === 'full' ? 'span-retrain' : 'span-soft'}`}
            style={{ left: x(eventAt), width: '4px' }}
            title={`${clockMoment(at, eventAt)}, ${kind}: ${text}`}
          />
        ))}
      </div>
      <span class="figure soft">{counted(past.retrains.length, 'retrain')}</span>
    </div>
  );
}
