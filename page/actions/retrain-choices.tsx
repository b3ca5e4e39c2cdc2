import type { VNode } from 'preact';
import type { Given } from './commands.ts';

export interface RetrainChoicesProps {
  given: Given;
  change: (changes: Partial<Given>) => void;
  /** Whether something holds retrains now. */
  holds: boolean;
}

/** How thorough a retrain is to be, and whether it waits. */
export function RetrainChoices({ given, change, holds }: RetrainChoicesProps): VNode {
  return (
    <fieldset>
      <legend>How</legend>
      {kinds.map(({ id, text }) => (
        <label key={id} class="check">
          <input
            type="radio"
            name="severity"
            checked={(given.severity ?? 'soft') === id}
            onChange={() => change({ severity: id })}
          />
          <span>{text}</span>
        </label>
      ))}
      {holds && (
        <label class="check">
          <input
            type="checkbox"
            checked={given.respectHolds ?? false}
            onChange={(event) => change({ respectHolds: event.currentTarget.checked })}
          />
          <span>Wait for everything that holds retrains</span>
        </label>
      )}
    </fieldset>
  );
}

// --- internal ---

const kinds = [
  { id: 'soft', text: 'Soft: continue from the champion' },
  { id: 'full', text: 'Full: train from scratch' },
] as const;
