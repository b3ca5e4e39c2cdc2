import { describe, expect, it } from 'vitest';
import { accuracyBelow, policyOf, stateOf } from '../../support/policies.ts';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { formatVersions } from '../../../src/cli/print/version/versions.ts';
import { formatView } from '../../../src/cli/print/view.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import { withFates } from '../../../src/client/versions/fates.ts';
import type { ModelCard, VersionCard } from '../../../src/core/wire/model-card.ts';

const style = createStyle(false);

/** Version 1.1.0 has been promoted. */
function promoted(): TestMonitor {
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.5)])));
  monitor.observe('accuracy', [0.9]);
  monitor.command({ name: 'retrain', severity: 'soft' });
  monitor.promoted('1.1.0');
  return monitor;
}

/** It is rolled back, as the registry says to whoever has asked it to: a probation or a person. */
function rolledBack(monitor: TestMonitor): void {
  monitor.apply({ type: 'rolled-back', version: '1.0.0', previous: '1.1.0' });
}

function statesOf(monitor: TestMonitor, aliases: VersionCard['aliases'] = []): string | undefined {
  const { now } = monitor;
  const card = {
    version: '1.1.0',
    aliases,
    createdAt: now,
    metrics: {},
    gate: null,
    lineage: { generation: 1, parent: '1.0.0', kind: 'soft', reasons: [] },
  } as unknown as VersionCard;
  const versions = withFates([card], explain(monitor.state, now));
  const told = { model: 'shop:ranker', registry: 'r', versions, more: 0 } as unknown as ModelCard;
  return formatVersions(told, { style, width: 200 }, now).split('\n')[1];
}

describe('a version that was rolled back', () => {
  it('is so by its retrain, and what serves since is named', () => {
    const monitor = promoted();
    expect(viewOf(monitor.state, monitor.now).lastRetrain?.outcome).toBe('promoted');
    rolledBack(monitor);
    const view = viewOf(monitor.state, monitor.now);
    expect(view.lastRetrain).toMatchObject({ status: 'promoted', outcome: 'rolled-back' });
    expect(view.summary).toMatch(/; the last one, retrain 1, was rolled back, and 1\.0\.0 serves since$/);
    expect(formatView(view, { style, width: 200, now: monitor.now })).toContain('version 1.1.0: rolled back');
  });

  it('is so in the list of versions, also beside an alias', () => {
    const monitor = promoted();
    expect(statesOf(monitor)).not.toContain('rolled back');
    rolledBack(monitor);
    expect(statesOf(monitor)).toMatch(/^1\.1\.0 +rolled back /);
    expect(statesOf(monitor, ['previous'])).toMatch(/^1\.1\.0 +previous, rolled back /);
  });

  it('is so no more once it serves again', () => {
    const monitor = promoted();
    rolledBack(monitor);
    monitor.apply({ type: 'adopted', version: '1.1.0', previous: '1.0.0', registry: 'r' });
    expect(viewOf(monitor.state, monitor.now).lastRetrain?.outcome).toBe('promoted');
    expect(explain(monitor.state, monitor.now)).not.toHaveProperty('rolledBack');
    expect(statesOf(monitor, ['champion'])).toMatch(/^1\.1\.0 +champion /);
  });

  it('is not one in whose place a person has adopted another', () => {
    const monitor = promoted();
    monitor.apply({ type: 'adopted', version: '1.2.0', previous: '1.1.0', registry: 'r' });
    expect(viewOf(monitor.state, monitor.now).lastRetrain?.outcome).toBe('promoted');
    expect(statesOf(monitor)).not.toContain('rolled back');
  });
});
