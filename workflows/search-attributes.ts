import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';
import { attributeValues } from './attribute-values.ts';
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
    const values = attributeValues(state, now);
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
