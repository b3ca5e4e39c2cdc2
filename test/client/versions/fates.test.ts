import { describe, expect, it } from 'vitest';
import { accuracyBelow, configOf, policyOf, retrainSpecOf, stateOf } from '../../support/policies.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { withFates } from '../../../src/client/versions/fates.ts';
import type { VersionCard } from '../../../src/core/wire/model-card.ts';

const card = (version: string, generation: number, aliases: VersionCard['aliases'] = []): VersionCard =>
  ({ version, aliases, lineage: { generation } }) as unknown as VersionCard;

describe('what became of versions that wait no longer', () => {
  it.each([true, false])(
    'is told of each that never served, also where a ledger is older (noted: %s)',
    (notesReplaced) => {
      const config = configOf({ retrain: retrainSpecOf({ promotion: 'challenger' }) });
      const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.5)]), { config, notesReplaced }));
      for (const version of ['1.0.1', '1.0.2', '1.0.3', '1.0.4']) {
        monitor.command({ name: 'retrain', severity: 'soft' });
        monitor.finished({ status: 'awaiting-approval', version });
        if (version === '1.0.2') monitor.command({ name: 'reject' });
      }
      const cards = [
        card('1.0.4', 4),
        card('1.0.3', 3),
        card('1.0.2', 2),
        card('1.0.1', 1),
        card('1.0.0', 0, ['champion']),
        card('0.9.0', 99),
      ];
      const told = withFates(cards, explain(monitor.state, monitor.now));
      expect(told.map(({ became }) => became)).toEqual([
        undefined,
        'superseded',
        'rejected',
        'superseded',
        undefined,
        undefined,
      ]);
    }
  );

  it('is not told of one that has served', () => {
    const config = configOf({ retrain: retrainSpecOf({ promotion: 'challenger' }) });
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.5)]), { config }));
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
    monitor.command({ name: 'approve' });
    monitor.apply({ type: 'promoted', generation: 1, version: '1.0.1', previous: '1.0.0' });
    expect(withFates([card('1.0.1', 1)], explain(monitor.state, monitor.now))[0]).not.toHaveProperty('became');
  });
});
