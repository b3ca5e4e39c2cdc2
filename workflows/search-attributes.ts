import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';
import { viewOf } from '../src/core/view/view.ts';
import type { SearchAttributeName } from '../src/terms/search-attribute-names.ts';
import type { MonitorState } from '../src/core/state/state.ts';

const keyword = (name: SearchAttributeName) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

const keys = {
  model: keyword('RetrainModel'),
  state: keyword('RetrainState'),
  severity: keyword('RetrainSeverity'),
  champion: keyword('RetrainChampion'),
  lastReason: keyword('RetrainLastReason'),
  tenant: keyword('RetrainTenant'),
};

/** Writes search attributes only if they changed: each upsert stays in the history as an event. */
export class SearchAttributes {
  private written: string | undefined;
  private readonly enabled: boolean;

  constructor(enabled: boolean) {
    this.enabled = enabled;
  }

  /** True when there was something to write. */
  update(state: MonitorState, now: number): boolean {
    if (!this.enabled) return false;
    const values = valuesOf(state, now);
    const text = JSON.stringify(values);
    if (text === this.written) return false;
    this.written = text;
    upsertSearchAttributes([
      { key: keys.model, value: values.model },
      { key: keys.state, value: values.state },
      { key: keys.severity, value: values.severity },
      { key: keys.champion, value: values.champion },
      { key: keys.lastReason, value: values.lastReason },
      { key: keys.tenant, value: values.tenant },
    ]);
    return true;
  }
}

// --- internal ---

function valuesOf(state: MonitorState, now: number): Record<keyof typeof keys, string | null> {
  const { status } = viewOf(state, now);
  const launched = state.ledger.findLast(({ decision }) => decision === 'launched');
  return {
    model: state.config.model,
    state: status,
    severity: state.inFlight?.kind ?? 'none',
    champion: state.champion,
    lastReason: launched?.reasons[0]?.type ?? null,
    tenant: state.config.tenant,
  };
}
