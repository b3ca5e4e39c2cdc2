import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { accuracyBelow, approvalOf, configOf, noon, policyOf, stateOf } from '../../support/policies.ts';
import { backtest } from '../../../src/backtest/backtest.ts';
import { challengerLines, gateTexts } from '../../../src/cli/print/version/challenger.ts';
import { diffMonitors, formatDiff } from '../../../src/config/diff-monitors.ts';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { distancesTable } from '../../../src/cli/print/distances.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { formatBacktest } from '../../../src/cli/print/study/backtest.ts';
import { formatCalibration } from '../../../src/cli/print/study/calibration.ts';
import { formatComparison } from '../../../src/cli/print/study/comparison.ts';
import { formatExplanation } from '../../../src/cli/print/explanation.ts';
import { formatFinding, formatRepair } from '../../../src/cli/print/findings.ts';
import { formatList } from '../../../src/cli/commands/monitor/list.ts';
import { formatMonitor } from '../../../src/cli/print/monitor.ts';
import { formatPlan } from '../../../src/cli/print/plan.ts';
import { formatReigns, formatVersion, formatVersions } from '../../../src/cli/print/version/versions.ts';
import { formatReport } from '../../../src/cli/input/sample/send-report.ts';
import { MetricSending } from '../../../src/cli/input/sample/metric-sending.ts';
import { formatView } from '../../../src/cli/print/view.ts';
import { progressText } from '../../../src/cli/print/version/progress.ts';
import { chunksOf } from '../run-cli.ts';
import { historyOf } from '../../backtest/histories.ts';
import { readSamples } from '../../../src/samples/read-samples.ts';
import { sayUnit } from '../../../src/cli/input/time-unit.ts';
import { safeJson } from '../../../src/cli/terminal/context.ts';
import { safeOutput } from '../../../src/cli/terminal/table.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import { watchLine } from '../../../src/cli/print/watch-line.ts';
import type { CalibrationDocument } from '../../../src/cli/print/study/calibration.ts';
import type { MonitorClient } from '../../../src/client/monitor-client.ts';
import type { VersionCard } from '../../../src/core/wire/model-card.ts';
import { listed } from '../listed.ts';

const forged = 'FORGED LINE';
/** Clears the screen, sets the title, goes back, turns the writing direction, breaks lines, is long. */
const hostile = `a\u001B[2J\u001B]0;t\u0007\r\n${forged}\r${forged}\u2028${forged}\u0085\u009B31m\u202Edlrow\u0000\uFEFF\t${'x'.repeat(5_000)}`;
/** Words of ours, which nobody outside chooses. */
const ours = new Set([
  'status',
  'level',
  'kind',
  'type',
  'decision',
  'by',
  'event',
  'code',
  'severity',
  'state',
  'stage',
]);
const oursToo = new Set(['action', 'fires', 'check', 'onTimeout', 'outcome', 'what', 'model', 'drift', 'aliases']);

/** The same with every text that somebody outside may have chosen, names among them. */
function made<T>(value: T, key = ''): T {
  if (typeof value === 'string') return (ours.has(key) || oursToo.has(key) ? value : hostile) as T;
  if (Array.isArray(value)) return value.map((one) => made(one as unknown, key)) as T;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, made(one as unknown, name)])) as T;
}

/** A monitor in drift with a segment, a held retrain, refused batches, an approval and a ledger. */
function watched(): TestMonitor {
  const policy = policyOf([accuracyBelow(0.7, { maxSegments: 3 })]);
  const monitor = new TestMonitor(stateOf(policy, { champion: '1.0.0', approval: approvalOf({ version: '1.1.0' }) }));
  monitor.command({ name: 'pause', comment: 'because' });
  monitor.observe('accuracy', [0.9, 0.3]);
  monitor.observe('accuracy', [0.2], { segment: 'eu' });
  monitor.apply({ type: 'batch', batch: 'nonsense' });
  monitor.apply({ type: 'registry-failed', message: 'no route' });
  return monitor;
}

const card: VersionCard = {
  version: '1.0.0',
  createdAt: noon,
  artifact: { uri: 'file:///m', sha256: 'f'.repeat(64), bytes: 1, format: 'json' },
  metrics: { accuracy: 0.9 },
  lineage: {
    parent: '0.9.0',
    generation: 1,
    kind: 'soft',
    policyRevision: 1,
    dataWindow: { from: 0, to: 1, samples: 2 },
    reasons: ['drift'],
    hyperparameters: { depth: 1 },
  },
  aliases: ['champion'],
  gate: null,
} as unknown as VersionCard;
const gate = [{ rule: 'floor', passed: false, text: 'too low' }];
const finding = { check: 'monitors', status: 'fault', text: 'wedged', cause: 'why', fix: 'how' } as const;
const repair = { model: 'shop:ranker', failure: 'f', runId: 'r', newRunId: 'n', takenAgain: 1 };
const leftOut = [{ eventId: 1, name: 'signal', because: 'unknown', isLost: true }];
const progress = {
  retrainId: 'r',
  jobs: [
    {
      activity: 'retrain.train',
      attempt: 2,
      scheduledAt: noon - 60_000,
      startedAt: null,
      isWaiting: true,
      taskQueue: 'q',
      nextAt: null,
      heartbeatAt: null,
      fraction: 0.5,
      message: 'epoch 1',
      score: null,
      log: [],
      failure: 'no disk',
    },
  ],
  stage: 'tuning' as const,
  trials: [],
  version: '1.0.0',
  study: { begun: 1, planned: 2, metric: 'accuracy', best: { number: 1, value: 2 }, failed: 0, pruned: 0 },
} as never;
const file = parseMonitor({
  model: 'shop:ranker',
  metrics: { accuracy: { below: 0.7, noDataAfter: '1h' }, f1: { below: 0.6 } },
  rules: [{ id: 'both', severity: 'full', all: [{ metric: 'accuracy' }, { metric: 'f1', segment: 'eu' }] }],
  schedules: [{ every: '1d' }],
  retrain: { gate: { floors: [{ metric: 'accuracy', min: 0.8 }] } },
});
/** A retrain for a drift, one that was held, and a stream that looks seasonal. */
const past = backtest({
  config: configOf(),
  policy: policyOf([accuracyBelow(0.7)]),
  history: historyOf('accuracy', [0.9, 0.3, 0.3, 0.9, 0.3], 3_600_000),
  retrains: { takesMs: 60_000, outcome: 'promoted' },
});
const calibration: CalibrationDocument = {
  model: 'shop:ranker',
  budget: { falseRetrains: 1, perMs: 86_400_000 },
  history: [],
  changes: [{ metric: 'a', index: 0, detector: 'b', type: 'c', before: { below: 1 }, after: { below: 2 } }] as never,
  fixed: [{ metric: 'a', detector: 'b', type: 'c', why: 'no-limit' as const }],
  achieved: { rate: 1, low: 0, high: 2, count: 3, ms: 86_400_000, error: 0.1, lives: 1, early: 0, learningMs: 0 },
  delays: [{ metric: 'a', detector: 'b', shift: 1, observations: 2, ms: 3, found: 1 }] as never,
  isAtEnd: false,
  isKept: true,
  blind: [],
  untold: [],
  warnings: ['too little'],
  onHistory: { retrains: 0, ms: 0, drifts: [] },
  written: 'a.yaml',
};

/** What `send` says of lines whose names, times and values are hostile. */
async function notesOfSending(): Promise<string> {
  const handle = {
    config: () => Promise.resolve(file),
    state: () => Promise.resolve(stateOf(file.policy)),
    recordAsync: () => Promise.resolve(),
    flush: () => Promise.resolve(),
  };
  const client = { monitor: () => handle, totals: () => ({ delivered: 0 }) } as unknown as MonitorClient;
  const lines = [
    { [hostile]: 1 },
    { accuracy: hostile },
    { accuracy: 0.9, at: hostile },
    { accuracy: 0.9, version: hostile },
    { accuracy: 0.9, segment: hostile },
    { accuracy: 0.9, key: hostile, n: hostile },
    [hostile],
  ].map((line) => JSON.stringify(line));
  const unit = { unit: undefined, sayUnit };
  const samples = readSamples(chunksOf([...lines, hostile].join('\n'), 1_000), 'ndjson', unit);
  const notes: string[] = [];
  const options = { model: 'shop:ranker', ignoreUnknown: false, force: false, signal: new AbortController().signal };
  const report = await new MetricSending(options).run(client, samples, (line) => notes.push(line));
  return [...notes, formatReport(report)].join('\n');
}

const step = { action: 'change', model: 'shop:ranker', file: 'a.yaml', differences: [{ path: ['a'], text: 'b' }] };

describe.each([
  ['without colours', false],
  ['with colours', true],
])('what the command prints of hostile names, %s', (_, colours) => {
  const style = createStyle(colours);
  const wide = { style, width: 80, now: noon };
  const printers: [string, () => string | Promise<string>][] = [
    ['show', () => formatView(made(viewOf(watched().state, noon)), wide, made(progress))],
    ['explain', () => formatExplanation(made(explain(watched().state, noon)), wide, 50)],
    ['list', () => formatList([made(listed)], { style, width: 80 }, noon)],
    [
      'distances',
      () => distancesTable(made(explain(watched().state, noon).distances), { style, width: 80, now: noon }).join('\n'),
    ],
    ['watch', () => watchLine(made(viewOf(watched().state, noon)))],
    ['progress', () => progressText(made(progress))],
    [
      'versions',
      () => formatVersions({ model: 'a:b', versions: [made(card)], more: 1, shown: hostile } as never, wide, noon),
    ],
    ['version', () => formatVersion('a:b', made(card), wide)],
    [
      'history',
      () => formatReigns('a:b', [{ version: hostile, from: 0, until: 1, actor: hostile, reason: hostile }], wide),
    ],
    ['gate', () => gateTexts(made(gate), wide).join('\n')],
    [
      'challenger',
      () =>
        challengerLines(
          made({
            version: '1',
            against: '2',
            report: { metrics: [{ metric: 'f1', champion: 1, challenger: 2 }], gate, samples: 3 },
          }),
          wide
        ).join('\n'),
    ],
    ['doctor', () => formatFinding(made(finding), { style, width: 80 })],
    ['doctor --repair', () => formatRepair({ ...made(repair), leftOut: made(leftOut) })],
    ['apply', () => formatPlan([made(step) as never], style)],
    ['validate', () => formatMonitor(hostile, made(file), wide)],
    ['diff', () => formatDiff(diffMonitors(file, made(file)))],
    ['send', notesOfSending],
    ['backtest', () => formatBacktest(made(past), wide, 50)],
    [
      'backtest --compare',
      () => formatComparison([hostile, hostile], [made(past), made(past)], { ...wide, shown: 50 }),
    ],
    ['calibrate', () => formatCalibration(made(calibration), wide)],
  ];

  it.each(printers)('%s: nothing that a terminal obeys, and no line of anybody else', async (__, print) => {
    const text = safeOutput(await print());
    // What is left of ours are colours.
    const bare = colours ? stripVTControlCharacters(text) : text;
    expect(bare).toContain('\\x1b[2J');
    // oxlint-disable-next-line no-control-regex
    expect(bare).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028-\u202E\uFEFF]/u);
    for (const line of text.split('\n')) expect(line.startsWith(forged)).toBe(false);
  });
});

it('JSON keeps what it says, and nothing in it is obeyed', () => {
  const text = safeJson({ [hostile]: hostile });
  expect(JSON.parse(text)).toEqual({ [hostile]: hostile });
  // oxlint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u2028-\u202E]/u);
});
