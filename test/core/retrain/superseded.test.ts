import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracyBelow, holdsOf, hourMs, policyOf, stateOf } from '../../support/policies.ts';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { anotherChampionServes } from '../../../src/core/candidate/another-champion.ts';
import { endOfRetrain } from '../../../src/cli/print/version/end-of-retrain.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { readOutcome } from '../../../src/core/outcome/outcome.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import { withFates } from '../../../src/client/versions/fates.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';
import type { RetrainOutcome } from '../../../src/core/state/retrain.ts';
import type { VersionCard } from '../../../src/core/wire/model-card.ts';

const model = 'shop:ranker';
const message = anotherChampionServes({ model, version: '1.0.2', against: '1.0.1', serves: '1.0.0' });
const superseded: Partial<RetrainOutcome> = {
  status: 'superseded',
  version: '1.0.2',
  error: { type: 'AnotherChampionError', message },
};

/** A monitor whose retrain is under way, one failed candidate before the circuit breaker opens. */
function inFlight(changes: Partial<MonitorState> = {}): TestMonitor {
  const holds = holdsOf({ cooldownMs: hourMs, backoff: 4, breakerAfter: 2 });
  const incident = { failures: 1, escalated: false, breakerOpenedAt: null };
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)], { holds }), { incident, ...changes }));
  monitor.observe('accuracy', [0.8]);
  monitor.started();
  return monitor;
}

describe('a retrain whose champion was replaced while it was under way', () => {
  it('is no failed candidate: it opens no circuit breaker, lengthens no cool-down and escalates nothing', () => {
    const monitor = inFlight();
    const { incident } = monitor.state;
    monitor.finished(superseded);
    expect(monitor.state).toMatchObject({
      champion: '1.0.0',
      incident,
      cooldownUntil: monitor.now + hourMs,
      dropped: ['1.0.2'],
      lastRetrain: { status: 'superseded', version: '1.0.2', note: message },
    });
    expect(monitor.notices('breaker-opened')).toEqual([]);
  });

  it('leaves the incident and the cool-down as they were, whatever came before', () => {
    const failures = fc.nat({ max: 9 });
    const wishes = fc.record({ failures, escalated: fc.boolean(), cooldownMs: fc.nat({ max: 3 * hourMs }) });
    fc.assert(
      fc.property(wishes, fc.integer({ min: 1, max: 9 }), ({ cooldownMs, ...before }, breakerAfter) => {
        const incident = { ...before, breakerOpenedAt: null };
        const holds = holdsOf({ cooldownMs, backoff: 2, breakerAfter });
        const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)], { holds }), { incident }));
        monitor.observe('accuracy', [0.8]);
        monitor.started();
        const { cooldownUntil } = monitor.state;
        monitor.finished(superseded);
        expect(monitor.state.incident).toEqual(incident);
        expect(monitor.state.cooldownUntil).toBe(cooldownUntil);
      })
    );
  });

  it('is followed by another of the same kind once the cool-down is over, if the drift is still there', () => {
    const monitor = inFlight();
    monitor.finished(superseded);
    monitor.pass(hourMs);
    expect(monitor.launches()).toMatchObject([{ kind: 'soft' }, { kind: 'soft', generation: 2 }]);
    expect(monitor.state.inFlight?.reasons).toHaveLength(1);
  });

  it('has the registry asked which version serves, as it may have been changed by hand', () => {
    const monitor = inFlight();
    monitor.apply({ type: 'watch-registry' });
    const types = monitor.finished(superseded).map(({ type }) => type);
    expect(types).toContain('look-at-registry');
  });

  it('is told with what happened and with what to do next, wherever it is told of', () => {
    const monitor = inFlight();
    monitor.finished(superseded);
    expect(message).toBe(
      'version 1.0.2 was compared with 1.0.1, and 1.0.0 serves by now; ask again with `temporal-retrain monitor retrain shop:ranker`, or make 1.0.2 the champion all the same with `monitor adopt shop:ranker 1.0.2`'
    );
    expect(monitor.state.ledger.at(-1)).toMatchObject({
      decision: 'settled',
      reasonCodes: ['superseded'],
      note: `superseded: ${message}`,
    });
    expect(monitor.notices('retrain-finished')).toMatchObject([
      { text: `soft retrain 1 superseded: ${message}`, outcome: { status: 'superseded' } },
    ]);
    monitor.observe('accuracy', [0.95]);
    const { summary, lastRetrain } = viewOf(monitor.state, monitor.now);
    expect(summary).toBe(`Nothing asks for a retrain; the last one, retrain 1, was superseded: ${message}`);
    expect(lastRetrain).toMatchObject({ status: 'superseded', outcome: 'superseded', note: message });
    const card = { version: '1.0.2', aliases: [], lineage: { generation: 1 } } as unknown as VersionCard;
    expect(withFates([card], explain(monitor.state, monitor.now))).toMatchObject([{ became: 'superseded' }]);
  });

  it('is that it was promoted, from when a person has adopted its version, also when another one serves again', () => {
    const monitor = inFlight();
    monitor.finished(superseded);
    monitor.observe('accuracy', [0.95]);
    const adopt = (version: string, previous: string) => {
      monitor.command({ name: 'adopt', version });
      monitor.apply({ type: 'adopted', version, previous, registry: 'r' });
    };
    adopt('1.0.2', '1.0.0');
    const told = () => viewOf(monitor.state, monitor.now);
    expect(told().lastRetrain).toMatchObject({ status: 'superseded', outcome: 'promoted' });
    expect(told().summary).toMatch(/; the last one, retrain 1, was promoted$/);
    expect(endOfRetrain(told(), told().lastRetrain, { style: createStyle(false), width: 200 })).toMatch(
      /made version 1\.0\.2, which was promoted\.$/
    );
    adopt('1.0.3', '1.0.2');
    expect(told().lastRetrain).toMatchObject({ outcome: 'promoted' });
    expect(told().summary).toMatch(/was promoted, and 1\.0\.3 serves since$/);
    const card = { version: '1.0.2', aliases: [], lineage: { generation: 1 } } as unknown as VersionCard;
    const explanation = explain(monitor.state, monitor.now);
    expect(withFates([card], explanation)[0]).not.toHaveProperty('became');
    expect(explanation.served).toEqual(['1.0.0', '1.0.2', '1.0.3']);
  });

  it.each([
    ['no champion', null, '1.0.0', 'version 1.0.2 was compared with no champion, and 1.0.0 serves by now; '],
    ['one that was taken away', '1.0.1', null, 'version 1.0.2 was compared with 1.0.1, and none serves by now; '],
  ])('is told of as compared with %s', (_, against, serves, words) => {
    expect(anotherChampionServes({ model, version: '1.0.2', against, serves })).toContain(words);
  });

  it('is told of in full for the longest names there are', () => {
    const longest = `${'p'.repeat(64)}:${'n'.repeat(64)}`;
    const [version, against, serves] = ['1.0.2', '1.0.1', '1.0.0'].map((one) => `${one}-${'x'.repeat(40)}`);
    const text = anotherChampionServes({ model: longest, version: version!, against: against!, serves: serves! });
    expect(`superseded: ${text}`.length).toBeLessThanOrEqual(400);
    expect(text).toContain(`monitor retrain ${longest}\``);
  });
});

describe('a run that began before that was told apart', () => {
  it('asks for nothing that it would not understand', () => {
    expect(inFlight().launches()).toMatchObject([{ edition: 3 }]);
    for (const edition of [0, 1]) expect(inFlight({ edition }).launches()[0]).not.toHaveProperty('edition');
  });

  it.each([0, 1])('of edition %i takes such an outcome as it did: as one that it cannot read', (edition) => {
    const outcome = { generation: 1, finishedAt: 0, ...superseded };
    const unreadable =
      'Expected `status` of a retrain outcome to be one of promoted, awaiting-approval, rejected, failed, cancelled';
    expect(readOutcome(outcome, 0, edition)).toBe(unreadable);
    const monitor = inFlight({ edition });
    monitor.apply({ type: 'retrain-finished', outcome, generation: 1 });
    expect(monitor.state).toMatchObject({
      lastRetrain: { status: 'failed', version: null },
      incident: { failures: 2 },
    });
    expect(monitor.state.lastRetrain?.note).toContain(unreadable);
  });

  it('counts one that needs a version and has none as failed', () => {
    const monitor = inFlight();
    const { version: _, ...without } = superseded;
    monitor.apply({ type: 'retrain-finished', outcome: { generation: 1, finishedAt: 0, ...without }, generation: 1 });
    expect(monitor.state.lastRetrain).toMatchObject({ status: 'failed' });
  });
});
