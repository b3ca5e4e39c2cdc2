import { ActivityFailure, ApplicationFailure, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { RetrainOutcome, RetrainRequest } from '../src/core/state/retrain.ts';
import type { SearchAttributeName } from '../src/terms/search-attribute-names.ts';

const keyword = (name: SearchAttributeName) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
const modelKey = keyword('RetrainModel');
const tenantKey = keyword('RetrainTenant');
const outcomeKey = keyword('RetrainOutcome');
const versionKey = keyword('RetrainVersion');

type Pairs = { key: typeof modelKey; value: string }[];

/** By what a retrain is found from its start on; the monitor has the same, so the namespace has them. */
export function attributesOf({ model, tenant }: RetrainRequest): Pairs {
  return [{ key: modelKey, value: model }, ...(tenant ? [{ key: tenantKey, value: tenant }] : [])];
}

/** Whether the monitor that started this retrain uses search attributes. */
export function carriesAttributes(): boolean {
  return workflowInfo().typedSearchAttributes.get(modelKey) !== undefined;
}

/** Whether a failure of the first step says that the namespace has what a retrain writes at its end. */
export function saysAttributes(error: unknown): boolean {
  if (!(error instanceof ActivityFailure) || !(error.cause instanceof ApplicationFailure)) return false;
  const [said] = (error.cause.details ?? []) as ({ searchAttributes?: unknown } | null | undefined)[];
  return said?.searchAttributes === true;
}

/** How it ended, so that retrains can be listed by that. */
export function writeOutcome({ status, version }: RetrainOutcome): void {
  upsertSearchAttributes([
    { key: outcomeKey, value: status },
    ...(version === undefined ? [] : [{ key: versionKey, value: version }]),
  ]);
}
