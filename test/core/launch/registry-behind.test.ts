import { describe, expect, it } from 'vitest';
import { accuracyBelow, configOf, policyOf, retrainSpecOf, stateOf } from '../../support/policies.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { RegistryReading } from '../../../src/core/state-parts/registry-state.ts';

const well: RegistryReading = { id: 'a', champion: '1.0.0', found: true };

function monitorOf(reading: RegistryReading = well): TestMonitor {
  const config = configOf({ retrain: retrainSpecOf({ promotion: 'auto' }) });
  const policy = policyOf([accuracyBelow(0.9)]);
  const monitor = new TestMonitor(stateOf(policy, { config, recalled: false, champion: null }));
  monitor.apply({ type: 'recalled', champion: reading.champion, generation: 1, registry: reading });
  return monitor;
}

const launches = (monitor: TestMonitor): number =>
  monitor.effects.filter(({ type }) => type === 'start-retrain').length;

describe('a registry that is older than its monitor', () => {
  const behind: RegistryReading = { ...well, champion: '0.9.0', lacks: ['1.0.0'] };

  it('is asked for what the monitor knows to serve and to wait', () => {
    const monitor = monitorOf();
    monitor.command({ name: 'pause' });
    expect(monitor.effects.at(-1)).toMatchObject({ type: 'look-at-registry', expects: ['1.0.0'] });
    const before = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)]), { edition: 2 }));
    before.apply({ type: 'watch-registry' });
    before.command({ name: 'pause' });
    const [asks] = before.effects.filter(({ type }) => type === 'look-at-registry');
    expect(asks).toBeDefined();
    expect(asks).not.toHaveProperty('expects');
  });

  it('is told once, with the ways out, and nothing is launched until it has the champion or a person adopts another', () => {
    const monitor = monitorOf();
    monitor.apply({ type: 'registry-read', reading: behind });
    monitor.apply({ type: 'registry-read', reading: behind });
    monitor.observe('accuracy', [0.5]);
    expect(launches(monitor)).toBe(0);
    expect(monitor.notices('registry-trouble').map(({ text }) => text)).toEqual([
      expect.stringMatching(/has no version 1\.0\.0, .*own is 0\.9\.0.*restored from a backup.*adopt \S+ 0\.9\.0/),
    ]);
    monitor.apply({ type: 'registry-read', reading: well });
    expect(launches(monitor)).toBe(1);
  });

  it('is not what an answer of before a promotion tells', () => {
    const monitor = monitorOf();
    monitor.apply({ type: 'registry-read', reading: { ...well, lacks: ['0.8.0'] } });
    expect(monitor.state.registry.trouble).toBeNull();
  });

  it('says so of a challenger that waits, too', () => {
    const challenger = { generation: 2, version: '1.1.0', against: '1.0.0' };
    const config = configOf({ retrain: retrainSpecOf({ promotion: 'challenger' }) });
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)]), { config, recalled: false }));
    monitor.apply({ type: 'recalled', champion: '1.0.0', generation: 2, registry: well, challenger });
    expect(monitor.effects.at(-1)).toMatchObject({ expects: ['1.0.0', '1.1.0'] });
    monitor.apply({ type: 'registry-read', reading: { ...well, lacks: ['1.1.0'] } });
    expect(monitor.state.registry.differs).toMatch(/no version 1\.1\.0, which waits/);
  });
});
