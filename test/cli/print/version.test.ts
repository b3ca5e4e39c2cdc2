import { describe, expect, it } from 'vitest';
import { challengerLines, notToApprove } from '../../../src/cli/print/version/challenger.ts';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { endOfRetrain, isGoodEnd } from '../../../src/cli/print/version/end-of-retrain.ts';
import { accuracyBelow, noon, policyOf, stateOf } from '../../support/policies.ts';
import { formatReigns, formatVersion, formatVersions } from '../../../src/cli/print/version/versions.ts';
import { progressText } from '../../../src/cli/print/version/progress.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import type { LastRetrain } from '../../../src/core/state/state.ts';
import type { ModelCard, VersionCard } from '../../../src/core/wire/model-card.ts';
import type { MonitorView, RetrainProgress } from '../../../src/core/wire/answers.ts';

const options = { style: createStyle(false), width: 100 };
const report = {
  samples: 300,
  metrics: [{ metric: 'accuracy', champion: 0.81, challenger: 0.92 }],
  gate: [
    { rule: 'significance', passed: false, text: 'p = 0.2104, at most 0.05 allowed' },
    { rule: 'minimum-samples', passed: true, text: '300 held-out samples' },
  ],
};
const version: VersionCard = {
  version: '1.1.0',
  createdAt: noon,
  aliases: ['champion'],
  artifact: { uri: 'file:///models/1', sha256: 'ab'.repeat(32), bytes: 7 },
  metrics: { accuracy: 0.92 },
  streams: [],
  lineage: {
    parent: '1.0.0',
    generation: 3,
    kind: 'soft',
    policyRevision: 1,
    dataWindow: null,
    reasons: ['asked for by ada\u001B[31m'],
    hyperparameters: { depth: 3 },
  },
  gate: { passed: true, ...report },
};
const card: ModelCard = {
  model: 'shop:ranker',
  registry: 'sqlite',
  champion: '1.1.0',
  challenger: null,
  previous: '1.0.0',
  serving: version,
  versions: [version],
  more: 4,
  reigns: [],
};

describe('versions in print', () => {
  it('are a line each, with both sides of the first metric, and say that there are more', () => {
    const text = formatVersions(card, options, noon + 120_000);
    expect(text).toMatch(/^VERSION {2}STATE +MADE +FROM +KIND +METRICS +GATE +WHY$/m);
    expect(text).toMatch(/^1\.1\.0 +champion +2m ago +1\.0\.0 +soft +accuracy 0\.8100 → 0\.9200 +passed/m);
    expect(text).toContain('and 4 older');
    expect(text).not.toContain('\u001B');
    expect(formatVersions({ ...card, shown: null }, options, noon)).toContain('shows no version as champion');
  });

  it.each([40, 60, 80])('lose nothing in a terminal of %i columns: what has no room stands below its row', (width) => {
    const metrics = [{ metric: 'averageClickThroughRateOfNewVisitors', champion: 0.81, challenger: 0.92 }];
    const reasons = ['averageClickThroughRateOfNewVisitors 0.81 is below its limit of 0.9 for the third time'];
    const lineage = { ...version.lineage, reasons };
    const one = {
      ...version,
      aliases: [],
      became: 'shadow-timed-out',
      gate: { ...report, metrics, passed: true },
      lineage,
    };
    const text = formatVersions({ ...card, versions: [one, version] }, { ...options, width }, noon);
    const said = text.replaceAll(/\s+/g, ' ');
    expect(said).toContain('shadow timed out');
    expect(said).toContain('averageClickThroughRateOfNewVisitors 0.8100 → 0.9200');
    expect(said).toContain(`why: ${reasons[0]}`);
    const reign = { version: '1.1.0', from: noon, until: noon + 1_000, actor: 'x', reason: '' };
    const reigns = formatReigns(
      'shop:ranker',
      [{ ...reign, actor: 'temporal-retrain/probation', reason: reasons[0]! }],
      { ...options, width }
    );
    expect(reigns.replaceAll(/\s+/g, ' ')).toContain('temporal-retrain/probation');
    expect(reigns.replaceAll(/\s+/g, ' ')).toContain(`why: ${reasons[0]}`);
    if (width >= 60)
      for (const line of `${text}\n${reigns}`.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
  });

  it('say what became of one without an alias', () => {
    const one = { ...version, aliases: [], became: 'timed-out' };
    expect(formatVersions({ ...card, versions: [one] }, options, noon)).toMatch(/^1\.1\.0 +timed out /m);
    expect(formatVersion('shop:ranker', one, options)).toContain('shop:ranker 1.1.0 · timed out');
  });

  it('show one with its gate, failed rules first, and its artifact', () => {
    const text = formatVersion('shop:ranker', version, options);
    expect(text).toContain('shop:ranker 1.1.0 · champion');
    expect(text).toMatch(/METRIC +CHAMPION 1\.0\.0 +CHALLENGER 1\.1\.0\n +accuracy +0\.8100 +0\.9200/);
    expect(text.indexOf('failed  p = 0.2104')).toBeLessThan(text.indexOf('passed  300'));
    expect(text).toContain(`sha256    ${'ab'.repeat(32)}`);
    expect(formatVersion('shop:ranker', { ...version, gate: null }, options)).not.toContain('Gate');
  });

  it('tell who served when', () => {
    const reign = { version: '1.1.0', from: noon, until: null, actor: 'ada', reason: 'checked' };
    expect(formatReigns('shop:ranker', [reign], options)).toMatch(/1\.1\.0 +2026-03-02 12:00:00Z +still +ada +checked/);
    expect(formatReigns('shop:ranker', [], options)).toBe('No version of shop:ranker has ever served.');
  });

  it('say so where nobody knows what a challenger has shown', () => {
    expect(challengerLines({ version: '1.1.0' }, options).join('\n')).toContain('is not known');
  });
});

describe('a retrain in print', () => {
  const progress: RetrainProgress = {
    retrainId: 'r',
    stage: 'tuning',
    trials: [],
    version: null,
    study: {
      planned: 8,
      begun: 3,
      failed: 1,
      pruned: 1,
      metric: 'accuracy',
      goal: 'maximize',
      best: { number: 0, value: 0.71 },
    },
  };

  it('tells the trial, the best so far and what has failed', () => {
    expect(progressText(progress)).toBe(
      'tuning: trial 3 of 8, best accuracy 0.7100 (trial 1), 1 failed, 1 stopped early'
    );
    expect(progressText({ ...progress, stage: 'training' })).toContain('training: after 3 of 8 trials, best');
    const { study: _, ...older } = progress;
    expect(progressText({ ...older, stage: 'promoting', version: '1.1.0' })).toBe('promoting, version 1.1.0');
  });

  const ended = (changes: Partial<LastRetrain>): MonitorView => {
    const lastRetrain = {
      generation: 4,
      kind: 'full' as const,
      status: 'rejected',
      version: null,
      startedAt: noon,
      finishedAt: noon,
      note: null,
      gate: report.gate,
      ...changes,
    };
    const waits = lastRetrain.status === 'awaiting-approval';
    const approval = waits ? { ...waiting, version: lastRetrain.version ?? '' } : null;
    return viewOf(stateOf(policyOf([accuracyBelow(0.9)]), { lastRetrain, approval }), noon);
  };
  const waiting = {
    generation: 4,
    since: noon,
    timeoutAt: null,
    onTimeout: 'reject' as const,
    remindAt: null,
    decided: null,
    tries: 0,
  };

  it.each<[Partial<LastRetrain>, boolean, string]>([
    [{}, false, 'made no version: its gate rejected what it trained.'],
    [
      { status: 'superseded', version: '1.1.0', note: 'version 1.1.0 was compared with 1.0.0, and …' },
      false,
      'made a version that does not serve: version 1.1.0 was compared with 1.0.0, and …',
    ],
    [{ status: 'failed', note: 'no GPU' }, false, 'failed: no GPU'],
    [{ status: 'cancelled', note: 'by ada: wrong labels' }, false, 'was cancelled by ada: wrong labels'],
    [{ status: 'cancelled', note: 'the kill switch is on' }, false, 'was cancelled: the kill switch is on'],
    [{ status: 'promoted', version: '1.1.0' }, true, 'promoted version 1.1.0; 1.0.0 serves since.'],
    [{ status: 'unknown' }, false, 'has ended; neither the server nor the ledger has kept how.'],
    [{ status: 'awaiting-approval', version: '1.1.0' }, true, 'made version 1.1.0, which waits for approval'],
  ])('says how it ended: %o', (changes, isGood, text) => {
    const view = ended(changes);
    expect(isGoodEnd(view.lastRetrain)).toBe(isGood);
    const [first = '', ...rest] = endOfRetrain(view, view.lastRetrain, options).split('\n');
    expect(first).toContain(`Retrain 4 (full) ${text}`);
    expect(rest[0]).toMatch(/^ {2}failed {2}p = 0\.2104/);
  });
});

describe('a version that somebody wants to approve and that does not wait', () => {
  const view = (changes: object): MonitorView => ({
    ...viewOf(stateOf(policyOf([accuracyBelow(0.5)]), { champion: '1.0.0' }), noon),
    ...changes,
  });

  it('is told with the command for the one that waits, and of the other only if there is such a version', () => {
    const adopt = '`temporal-retrain monitor adopt shop:ranker 1.2.0` makes 1.2.0 the champion all the same';
    expect(notToApprove(view({ approval: { version: '1.1.0' } }), '1.2.0')).toBe(
      `Version 1.2.0 does not wait: 1.1.0 does; look at that one first; \`temporal-retrain monitor approve shop:ranker 1.1.0\` approves it; if the registry has 1.2.0, ${adopt}`
    );
    expect(notToApprove(view({}), '1.2.0')).toBe(
      `Version 1.2.0 does not wait: none does; if the registry has 1.2.0, ${adopt}`
    );
    expect(notToApprove(view({}), '1.0.0')).toBe('Version 1.0.0 does not wait: none does');
    expect(notToApprove(view({ approval: { version: '1.1.0' } }), '1.1.0')).toBeUndefined();
  });
});
