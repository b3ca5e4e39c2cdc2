import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracyBelow, holdsOf, hourMs, policyOf } from '../../support/policies.ts';
import type { GateReport, Release } from '../../../src/core/state/lineage.ts';
import { monitorInFlight, TestMonitor } from '../../support/monitor.ts';

const policy = policyOf([accuracyBelow(0.9)], { holds: holdsOf({ cooldownMs: hourMs }) });

const inFlight = (): TestMonitor => monitorInFlight(policy);

describe('retrainFinished', () => {
  it.each([
    ['nothing', null],
    ['a text', 'done'],
    ['no generation', { status: 'failed' }],
    ['a generation that is no whole number', { generation: '1', status: 'failed' }],
    ['an unknown status', { generation: 1, status: 'great' }],
    ['a status that is no text', { generation: 1, status: { toString: 1 } }],
    ['a promotion without a version', { generation: 1, status: 'promoted' }],
    ['a promotion of an empty version', { generation: 1, status: 'promoted', version: '' }],
    ['a promotion of an endless version', { generation: 1, status: 'promoted', version: 'x'.repeat(1e6) }],
    ['a version that is no text', { generation: 1, status: 'awaiting-approval', version: 7 }],
    ['a version with a control character', { generation: 1, status: 'promoted', version: '1.0.1\n' }],
  ])('%s is refused with a sentence and the retrain stays in flight', (_, outcome) => {
    const monitor = inFlight();
    monitor.apply({ type: 'retrain-finished', outcome });
    expect(monitor.state.inFlight?.generation).toBe(1);
    expect(monitor.state.counts.refusedBatches).toBe(1);
    expect(monitor.state.refused[0]?.reason).toMatch(/^Expected /);
  });

  it.each([
    ['nothing', null],
    ['an unknown status', { generation: 1, status: 'great', version: '1.0.1' }],
    ['a promotion of a version of 200 characters', { generation: 1, status: 'promoted', version: 'x'.repeat(200) }],
    ['no generation', { status: 'promoted', version: '1.0.1' }],
    ['another generation', { generation: 2, status: 'promoted', version: '1.0.1' }],
  ])('%s, as the end of which the server is sure, is a failed retrain that says why', (_, outcome) => {
    const monitor = inFlight();
    const { champion } = monitor.state;
    monitor.apply({ type: 'watch-registry' });
    const effects = monitor.apply({ type: 'retrain-finished', outcome, generation: 1 });
    expect(monitor.state).toMatchObject({ inFlight: null, champion, incident: { failures: 1 } });
    expect(monitor.state.lastRetrain).toMatchObject({ generation: 1, status: 'failed', version: null });
    expect(monitor.state.lastRetrain?.note).toMatch(/its outcome cannot be used: Expected /);
    expect(monitor.state.ledger.at(-1)?.note).toMatch(
      /^failed: it has ended, but its outcome cannot be used: Expected /
    );
    expect(monitor.notices('retrain-finished')).toHaveLength(1);
    expect(effects).toContainEqual(expect.objectContaining({ type: 'look-at-registry' }));
  });

  it('the end of another retrain than the one in flight settles nothing, whatever it tells', () => {
    const monitor = inFlight();
    monitor.apply({ type: 'retrain-finished', outcome: null, generation: 9 });
    expect(monitor.state).toMatchObject({ inFlight: { generation: 1 }, lastRetrain: null });
  });

  it.each([
    ['a gate without checks', { gate: {} }],
    ['a gate whose checks are no list', { gate: { checks: 'all good' } }],
    ['a gate with an empty check', { gate: { checks: [null] } }],
    ['an error that is a text', { error: 'out of memory' }],
    ['an error whose message cannot be printed', { error: { type: 'X', message: { toString: 1 } } }],
    ['metrics that are no numbers', { metrics: { accuracy: { toString: 1 } } }],
    ['a previous version that is an object', { previousVersion: { toString: 1 } }],
    ['an end that is no time', { finishedAt: 'yesterday' }],
    ['an end beyond all dates', { finishedAt: Number.MAX_SAFE_INTEGER }],
  ])('%s does not keep the outcome from counting', (_, part) => {
    const monitor = inFlight();
    monitor.finished(part as never);
    expect(monitor.state.inFlight).toBeNull();
    expect(monitor.state.lastRetrain).toMatchObject({ generation: 1, status: 'failed' });
    expect(monitor.state.lastRetrain?.finishedAt).toBeTypeOf('number');
    expect(monitor.state.ledger.at(-1)).toMatchObject({ decision: 'settled', reasonCodes: ['failed'] });
    expect(JSON.parse(JSON.stringify(monitor.state))).toEqual(monitor.state);
  });

  const release = {
    version: '1.0.1',
    createdAt: 1,
    artifact: { uri: 'file:///m', sha256: 'ab', bytes: 1 },
    metrics: {},
    streams: [],
    lineage: {
      parent: null,
      generation: 1,
      kind: 'soft',
      policyRevision: 1,
      dataWindow: null,
      reasons: [],
      hyperparameters: {},
    },
  };
  it('a retrain that had nothing to continue from is told as what it was: full', () => {
    const monitor = inFlight();
    expect(monitor.state.inFlight?.kind).toBe('soft');
    const full = { ...release, lineage: { ...release.lineage, kind: 'full' } };
    monitor.finished({ status: 'promoted', version: '1.0.1', release: full as never });
    expect(monitor.state.lastRetrain).toMatchObject({ kind: 'full' });
    expect(monitor.state.ledger.at(-1)).toMatchObject({ decision: 'settled', severity: 'full' });
    expect(monitor.notices('promoted')).toMatchObject([
      { severity: 'full', text: expect.stringMatching(/^full retrain 1 /) as string },
    ]);
  });

  it.each([
    ['a parent that cannot be printed', { lineage: { ...release.lineage, parent: { toString: 1 } } }],
    ['a place that cannot be printed', { artifact: { ...release.artifact, uri: { toString: 1 } } }],
    ['an endless parent', { lineage: { ...release.lineage, parent: 'x'.repeat(2e6) } }],
    ['endless hyper-parameters', { lineage: { ...release.lineage, hyperparameters: { x: 'x'.repeat(2e6) } } }],
    ['a lineage that is only a parent', { lineage: { parent: { toString: 1 } } }],
  ])('a release with %s is left out, and the version counts', (_, part) => {
    for (const status of ['promoted', 'awaiting-approval', 'rejected'] as const) {
      const monitor = inFlight();
      monitor.finished({ status, version: '1.0.1', release: { ...release, ...part } as never });
      expect(monitor.notices('registered')).toMatchObject([{ text: 'version 1.0.1 registered' }]);
      expect(monitor.notices('registered')[0]).not.toHaveProperty('release');
      expect(JSON.stringify(monitor.state).length).toBeLessThan(20_000);
    }
    const whole = inFlight();
    whole.finished({ status: 'promoted', version: '1.0.1', release: release as never });
    expect(whole.notices('registered')[0]?.release).toEqual(release);
  });

  it('of a gate report of megabytes the failed rules are kept in short', () => {
    const monitor = inFlight();
    const rule = (passed: boolean) => ({ rule: 'x'.repeat(2_000_000), passed, text: '漢'.repeat(2_000_000) });
    const checks = [...Array.from({ length: 2_000 }, () => ({ rule: 'floor', passed: true, text: 't' })), rule(false)];
    monitor.finished({ status: 'rejected', gate: { passed: false, checks } as unknown as GateReport });
    expect(monitor.state.lastRetrain?.gate?.[0]).toEqual({
      rule: 'x'.repeat(60),
      passed: false,
      text: '漢'.repeat(400),
    });
    expect(JSON.stringify(monitor.state).length + JSON.stringify(monitor.effects).length).toBeLessThan(20_000);
  });

  it('any value whatever is survived, alone or dressed up as an outcome', () => {
    const garbage = fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
      fc.record(
        {
          generation: fc.oneof(fc.constant(1), fc.anything()),
          status: fc.oneof(fc.constantFrom('promoted', 'rejected', 'failed', 'awaiting-approval'), fc.anything()),
          version: fc.oneof(fc.constant('1.0.1'), fc.anything()),
          previousVersion: fc.anything(),
          gate: fc.anything(),
          release: fc.oneof(
            fc.anything({ withBigInt: true }),
            fc.record({
              version: fc.constant('1.0.1'),
              artifact: fc.constant({ uri: '', sha256: '' }),
              lineage: fc.dictionary(fc.string(), fc.anything({ withBigInt: true })),
            })
          ),
          error: fc.anything(),
          metrics: fc.anything(),
          trials: fc.anything(),
          finishedAt: fc.anything(),
        },
        { requiredKeys: ['generation', 'status'] }
      )
    );
    const before = inFlight().state;
    fc.assert(
      fc.property(garbage, (outcome) => {
        const monitor = new TestMonitor(before);
        monitor.apply({ type: 'retrain-finished', outcome });
        expect(JSON.stringify(JSON.parse(JSON.stringify(monitor.state)))).toBe(JSON.stringify(monitor.state));
        expect(JSON.stringify(monitor.state).length).toBeLessThan(20_000);
      }),
      { numRuns: 500 }
    );
  });

  it('a version that was registered is told before what became of it, with its release', () => {
    const release: Release = {
      version: '1.1.0',
      createdAt: 1,
      artifact: { uri: 'file:///m', sha256: 'a'.repeat(64), bytes: 3 },
      metrics: {},
      streams: [],
      lineage: {
        parent: '1.0.0',
        generation: 1,
        kind: 'soft',
        policyRevision: 1,
        dataWindow: null,
        reasons: [],
        hyperparameters: null,
      },
    };
    for (const [status, then] of [
      ['promoted', 'promoted'],
      ['awaiting-approval', 'approval-needed'],
      ['failed', 'retrain-finished'],
    ] as const) {
      const monitor = inFlight();
      monitor.finished({ status, version: '1.1.0', previousVersion: '1.0.0', release });
      const told = monitor.notices().slice(-2);
      expect(told).toMatchObject([
        { event: 'registered', text: 'version 1.1.0 registered, from 1.0.0', release },
        { event: then, ...(status === 'promoted' ? { release, previousVersion: '1.0.0' } : {}) },
      ]);
      expect(told[1]?.outcome).not.toHaveProperty('release');
    }
  });

  it('nothing is told of a version where none was registered, and of a broken release only the version', () => {
    const rejected = inFlight();
    rejected.finished({ status: 'rejected' });
    expect(rejected.notices('registered')).toEqual([]);
    const broken = inFlight();
    broken.finished({ status: 'promoted', version: '1.1.0', release: { version: '1.1.0', artifact: 7 } as never });
    expect(broken.notices('registered')).toMatchObject([{ text: 'version 1.1.0 registered' }]);
    expect(broken.notices('promoted')[0]).not.toHaveProperty('release');
  });

  it('a report of a hundred slices is not told whole, for it is with the version', () => {
    const monitor = inFlight();
    const check = { rule: 'floor' as const, metric: 'accuracy', champion: 1, challenger: 1, limit: 1, passed: false };
    const checks = Array.from({ length: 2_000 }, (_, i) => ({ ...check, text: `slice ${i}` }));
    monitor.finished({ status: 'rejected', gate: { passed: false, checks } as unknown as GateReport });
    const [notice] = monitor.notices('retrain-finished');
    expect(JSON.stringify(notice).length).toBeLessThan(10_000);
    expect(notice).toMatchObject({ text: 'soft retrain 1 rejected: slice 0', outcome: { status: 'rejected' } });
  });

  it('the long message of a failure is cut', () => {
    const monitor = inFlight();
    monitor.finished({ error: { type: 'TrainingError', message: 'x'.repeat(100_000) } });
    expect(monitor.state.lastRetrain?.note).toHaveLength(400);
    expect(monitor.state.ledger.at(-1)?.note?.length).toBeLessThanOrEqual(400);
  });

  it('a report that comes twice counts once', () => {
    const monitor = inFlight();
    monitor.promoted('1.0.1');
    const settled = monitor.state;
    const effects = monitor.finished({ generation: 1, status: 'promoted', version: '1.0.1' });
    expect(effects).toEqual([]);
    expect({ ...monitor.state, counts: null }).toEqual({ ...settled, counts: null });
  });

  it('a late report of an earlier generation changes nothing', () => {
    const monitor = inFlight();
    monitor.started();
    monitor.finished({ status: 'failed' });
    monitor.pass(hourMs);
    expect(monitor.state.inFlight?.generation).toBe(2);
    monitor.finished({ generation: 1, status: 'promoted', version: '9.9.9' });
    expect(monitor.state.inFlight?.generation).toBe(2);
    expect(monitor.state.champion).toBe('1.0.0');
  });

  it('a rejection names the first check that failed', () => {
    const monitor = inFlight();
    const check = { rule: 'floor', metric: 'accuracy', champion: 0.9, challenger: 0.7, limit: 0.8 } as const;
    monitor.finished({
      status: 'rejected',
      gate: {
        passed: false,
        checks: [
          { ...check, passed: true, text: 'fine' },
          { ...check, passed: false, text: 'accuracy 0.7000 below floor 0.8000' },
        ],
        champion: null,
        challenger: { metrics: { accuracy: 0.7 }, samples: 100 },
        holdout: { from: null, to: null, samples: 100 },
      },
    });
    expect(monitor.state.ledger.at(-1)?.note).toBe('rejected: accuracy 0.7000 below floor 0.8000');
  });
});
