import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { isApart } from '../chart/clock.ts';
import { counted, moment, streamName } from '../parts/words.ts';
import { coded } from '../parts/sentence.tsx';
import { Time } from '../parts/time.tsx';
import { VerdictButtons } from './verdict-buttons.tsx';
import type { Played } from '../api/types.ts';

/** The alarms of its life, newest first; a person says of each whether it was right. */
export function Alarms({ played, reload }: { played: Played; reload: () => void }): VNode | null {
  const shown = useSignal(fewest);
  const alarms = played.marks.filter(({ kind, id }) => kind === 'drift' && id !== undefined).toReversed();
  if (alarms.length === 0) return null;
  return (
    <section class="sheet" aria-labelledby="alarms">
      <h2 id="alarms">Alarms</h2>
      <p class="soft">
        {counted(alarms.length, 'alarm')}. Say which were right: <code>temporal-retrain calibrate --monitor</code>{' '}
        learns from it.
      </p>
      <div class="scroll" tabIndex={0} role="group" aria-label="Alarms">
        <table class="data stacks">
          <thead>
            <tr>
              <th>When</th>
              <th>Stream</th>
              <th>What it saw</th>
              <th>Right?</th>
            </tr>
          </thead>
          <tbody>
            {alarms.slice(0, shown.value).map(({ id = '', at, eventAt, metric = '', segment, text, verdict }) => (
              <tr key={id}>
                <td data-name="When">
                  <span>
                    <Time at={eventAt} exact />
                    {isApart(at, eventAt) && <span class="soft"> (seen {moment(at)})</span>}
                  </span>
                </td>
                <td data-name="Stream">{streamName(metric, segment)}</td>
                <td class="wide" data-name="What it saw">
                  <span>{coded(text)}</span>
                </td>
                <td data-name="Right?">
                  <VerdictButtons
                    model={played.model}
                    target={id}
                    about={`The alarm of ${streamName(metric, segment)}`}
                    verdict={verdict}
                    done={reload}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {alarms.length > shown.value && (
        <button type="button" onClick={() => (shown.value += 50)}>
          Show more
        </button>
      )}
    </section>
  );
}

// --- internal ---

const fewest = 8;
