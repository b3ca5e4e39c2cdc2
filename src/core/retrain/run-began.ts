import { watchRegistry } from '../launch/registry-trouble.ts';
import { askRegistry } from './taken.ts';
import { watchClosely } from './look-up.ts';
import type { Draft } from '../state/draft.ts';

/** A run of the workflow begins. A child that an earlier run started reports to nobody from now on. */
export function runBegan(draft: Draft): void {
  watchClosely(draft);
  if (draft.state.recalled) watchRegistry(draft);
  else askRegistry(draft);
}

/** The workflow was set back to an earlier time: what has happened since, the registry knows. */
export function wasReset(draft: Draft): void {
  draft.note('none', ['reset'], null, 'the workflow was reset; the registry is asked what is true');
  watchClosely(draft);
  askRegistry(draft);
}
