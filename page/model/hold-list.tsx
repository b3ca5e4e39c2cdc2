import type { VNode } from 'preact';
import { holdText } from '../../src/core/launch/hold-words.ts';
import type { Hold } from '../api/types.ts';
import { Time } from '../parts/time.tsx';

/** What holds retrains back, and how long. */
export function HoldList({ holds }: { holds: readonly Hold[] }): VNode {
  return (
    <ul class="plain">
      {holds.map(({ by, until, note }) => (
        <li key={by}>
          Held by {holdText(by)}
          {note ? ` “${note}”` : ''}
          {until !== null && until < endOfTime && (
            <>
              ; ends <Time at={until} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

// --- internal ---

/** What a date can hold. */
const endOfTime = 8.64e15;
