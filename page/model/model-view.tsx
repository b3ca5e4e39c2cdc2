import type { VNode } from 'preact';
import { address, place } from '../app/route.ts';
import { AuditTab } from '../decisions/audit-tab.tsx';
import { Callouts } from './callouts.tsx';
import { DecisionsTab } from '../decisions/decisions-tab.tsx';
import { Facts } from './facts.tsx';
import { MetricsTab } from './metrics-tab.tsx';
import { ModelFrame } from './model-frame.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { VersionsTab } from '../versions/versions-tab.tsx';

/** One monitor: what it sees, why it does what it does, and what serves. */
export function ModelView({ model }: { model: string }): VNode {
  const asked = address.value.searchParams.get('tab') ?? 'metrics';
  const current = tabs.some(({ id }) => id === asked) ? asked : 'metrics';
  return (
    <ModelFrame model={model}>
      {(view) => (
        <>
          <Callouts view={view} />
          <Facts view={view} />
          <Tabs
            label={`Parts of ${model}`}
            current={current}
            tabs={[
              ...tabs.map(({ id, text }) => ({
                id,
                text,
                href: place.model(model, id === 'metrics' ? undefined : id),
              })),
              { id: 'policy', text: 'Policy', href: place.policy(model) },
            ]}
          />
          {current === 'metrics' && <MetricsTab />}
          {current === 'decisions' && <DecisionsTab />}
          {current === 'versions' && <VersionsTab />}
          {current === 'audit' && <AuditTab />}
        </>
      )}
    </ModelFrame>
  );
}

// --- internal ---

const tabs = [
  { id: 'metrics', text: 'Metrics' },
  { id: 'decisions', text: 'Decisions' },
  { id: 'versions', text: 'Versions' },
  { id: 'audit', text: 'Audit' },
];
