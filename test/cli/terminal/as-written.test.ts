import { expect, it } from 'vitest';
import { accuracyBelow, policyOf, stateOf } from '../../support/policies.ts';
import { asWritten } from '../../../src/cli/terminal/as-written.ts';
import { chunksOf } from '../run-cli.ts';
import { CliContext } from '../../../src/cli/terminal/context.ts';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { doing, formatView } from '../../../src/cli/print/view.ts';
import { endOfRetrain, type Ended } from '../../../src/cli/print/version/end-of-retrain.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { formatExplanation } from '../../../src/cli/print/explanation.ts';
import { formatReigns } from '../../../src/cli/print/version/versions.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';

const flags = ' --address db:7233';
const theirs = 'try `temporal-retrain worker` first';

/** As a terminal gets it. */
function shown(text: string): string {
  let all = '';
  const stream = { write: (part: string) => (all += part) };
  const { signal } = new AbortController();
  const io = { env: {}, stdin: chunksOf(''), stdout: stream, stderr: stream, signal };
  const context = new CliContext(io, { json: false, verbose: false });
  context.server = flags;
  context.result({}, () => text);
  return all;
}

it('what people wrote is shown as they wrote it, and commands of ours beside it name the server', () => {
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
  monitor.command({ name: 'retrain', severity: 'soft', comment: theirs });
  monitor.command({ name: 'pause', comment: theirs });
  monitor.command({ name: 'retrain', severity: 'full', comment: theirs });
  const { state, now } = monitor;
  const view = viewOf(state, now);
  const options = { style: createStyle(false), width: 500, now };
  const printed = [
    formatExplanation(explain(state, now), { ...options, view }, 20),
    formatView(view, options),
    doing(view, now),
  ].map(shown);
  expect(printed.map((text) => text.split(theirs).length - 1)).toEqual([3, 1, 1]);
  for (const text of printed) {
    expect(text).not.toContain(`worker${flags}`);
    expect(text).toContain(`\`temporal-retrain monitor resume shop:ranker${flags}\``);
  }
});

it('so are the reasons of versions and of those who served, and why a retrain was cancelled', () => {
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
  const view = viewOf(monitor.state, monitor.now);
  const options = { style: createStyle(false), width: 500 };
  const reign = { version: '1.0.0', from: 0, until: null, actor: 'ada', reason: theirs };
  const ended = {
    generation: 1,
    kind: 'soft',
    version: null,
    status: 'cancelled',
    note: `by ada: ${theirs}`,
  } as unknown as Ended;
  const printed = [formatReigns('shop:ranker', [reign], options), endOfRetrain(view, ended, options)];
  for (const text of printed) expect(shown(text)).toContain(theirs);
});

it('why a command of theirs was refused is ours, and marks that are made twice are one', () => {
  const ours = 'ask again with `temporal-retrain monitor retrain m`';
  const ledger = { decisions: [{ note: `approve by ada refused: ${ours}` }, { note: `rollback by ada: ${theirs}` }] };
  const marked = asWritten(ledger);
  expect(asWritten(marked)).toEqual(marked);
  const [refused = '', done = ''] = marked.decisions.map(({ note }) => shown(note).trimEnd());
  expect(refused).toBe(`approve by ada refused: ask again with \`temporal-retrain monitor retrain m${flags}\``);
  expect(done).toBe(`rollback by ada: ${theirs}`);
});
