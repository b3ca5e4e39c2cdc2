import type { MonitorConfig } from '../core/state/retrain.ts';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { pageAddress } from '../terms/page-address.ts';
import type { MonitorInput } from '../core/wire/messages.ts';

/** What a monitor was started with, as markdown for the Temporal UI; names come from a checked policy. */
export function policyDetails({ config, policy, pageUrl }: MonitorInput): string {
  const { retrain, tenant } = config;
  const watched = policy.metrics.map(
    ({ name, detectors }) => `${name} (${detectors.map(({ type }) => type).join(', ')})`
  );
  const facts = [
    `watches ${watched.join(', ') || 'nothing'}`,
    ...(tenant === null ? [] : [`tenant ${tenant}`]),
    ...policy.rules.map(({ id, severity }) => `rule ${id}: ${severity}`),
    ...policy.schedules.map(({ id, severity }) => `schedule ${id}: ${severity}`),
    `trained by ${retrain.trainer.name}, ${retrain.tuning.trials} trials, promotion ${retrain.promotion}`,
  ];
  const link = pageAddress(pageUrl, { model: config.model });
  const page = link === undefined ? '' : `[Open the page](${encodeURI(link)})\n\n`;
  return `${page}Monitor of **${config.model}**, as it was started; the query \`config\` tells today's policy.\n\n\`\`\`text\n${facts
    .map((fact) => fact.replaceAll(/[\s`]+/g, ' '))
    .join('\n')
    .slice(0, 10_000)}\n\`\`\``;
}

/** What a monitor is found by, for a server that has the search attributes. */
export function attributesOf({ model, tenant }: MonitorConfig): { key: typeof modelKey; value: string }[] {
  return [{ key: modelKey, value: model }, ...(tenant === null ? [] : [{ key: tenantKey, value: tenant }])];
}

// --- internal ---

const modelKey = defineSearchAttributeKey('RetrainModel', SearchAttributeType.KEYWORD);
const tenantKey = defineSearchAttributeKey('RetrainTenant', SearchAttributeType.KEYWORD);
