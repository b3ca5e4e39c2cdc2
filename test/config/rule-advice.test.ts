import { expect, it } from 'vitest';
import { adviceOn } from '../../src/config/advice.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';

const metrics = { accuracy: { below: 0.9 }, f1: { below: 0.8 } };
const adviceFor = (rules: readonly object[], changes: object = {}): string[] =>
  adviceOn(parseMonitor({ model: 'shop:ranker', metrics, rules, retrain: { trainer: { name: 'ours' } }, ...changes }));
const inSegment = (segment: string, metric = 'accuracy') => ({ metric, segment });

it('a detector that no rule names is told, with the rule that would name it', () => {
  const [advice, ...more] = adviceFor([{ id: 'r', any: ['accuracy'] }]);
  expect(more).toEqual([]);
  expect(advice).toMatch(/^No rule names `f1:limit`: .*any: \['f1:limit'\]/);
  expect(adviceFor([])).toEqual([]);
});

it('a detector that rules name in segments alone is told, with the rule for the rest', () => {
  expect(adviceFor([{ id: 'r', any: [inSegment('DE'), 'f1'] }])).toEqual([
    "Rules name `accuracy:limit` in `DE` alone: no retrain is asked for when it fires elsewhere, values without a segment included; unless that is meant, add it to a rule without `segment`, such as `{ id: others, any: ['accuracy:limit'] }`",
  ]);
  const both = adviceFor([{ id: 'r', any: [inSegment('FR'), inSegment('DE'), inSegment('IT', 'f1')] }]);
  expect(both).toEqual([
    expect.stringMatching(
      /^Rules name `accuracy:limit` in `DE` and `FR` alone, `f1:limit` in `IT` alone: .* these fire /
    ),
  ]);
});

it('a detector that only rules of `severity: none` name is told: they ask for nothing', () => {
  const note = { id: 'note', any: ['accuracy', inSegment('DE', 'f1')], severity: 'none' };
  expect(adviceFor([note, { id: 'r', any: ['f1'] }])).toEqual([
    'Only rules of `severity: none` name `accuracy:limit`: when it fires, that stands in the ledger, and no retrain is asked for; unless that is meant, give rule `note` the severity `soft` or `full`',
  ]);
  const two = adviceFor([note, { id: 'also', all: ['accuracy', 'f1'], severity: 'none' }]);
  expect(two).toEqual([
    expect.stringMatching(
      /name `accuracy:limit`, `f1:limit`: when these fire, .* give one of the rules `note` and `also` /
    ),
  ]);
  expect(adviceFor([note, { id: 'r', any: ['f1', 'accuracy'] }])).toEqual([]);
});

it('a detector that is to note alone needs no advice where there are no rules', () => {
  expect(adviceFor([], { metrics: { accuracy: { below: 0.9, severity: 'none' } } })).toEqual([]);
});

it('a rule that asks for nothing does not stand for the segments in which no other rule asks', () => {
  const everywhere = { id: 'note', any: ['accuracy'], severity: 'none' };
  expect(adviceFor([everywhere, { id: 'r', any: [inSegment('DE'), 'f1'] }])).toEqual([
    expect.stringMatching(/^Rules name `accuracy:limit` in `DE` alone: /),
  ]);
});

it('a detector that some rule names without a segment, or in every stream that there is, needs no advice', () => {
  expect(adviceFor([{ id: 'r', any: [inSegment('DE'), 'accuracy', 'f1'] }])).toEqual([]);
  expect(
    adviceFor([
      { id: 'r', any: [inSegment('DE'), 'f1'] },
      { id: 's', all: ['accuracy', 'f1'], severity: 'full' },
    ])
  ).toEqual([]);
  const whole = { accuracy: { below: 0.9, maxSegments: 0 }, f1: { below: 0.8 } };
  expect(adviceFor([{ id: 'r', any: [inSegment(''), 'f1'] }], { metrics: whole })).toEqual([]);
});

it('a term for a segment of a metric that watches none is told: it never holds', () => {
  const unsegmented = { accuracy: { below: 0.9, maxSegments: 0 }, f1: { below: 0.8 } };
  expect(adviceFor([{ id: 'r', any: [inSegment('DE'), 'f1'] }], { metrics: unsegmented })).toEqual([
    '`maxSegments` of `accuracy` is 0, so that what rule `r` says of its `DE` never holds; raise it, or leave `segment` out of the rule',
  ]);
  const rules = [
    { id: 'r', any: [inSegment('DE'), 'f1'] },
    { id: 's', any: [inSegment('FR'), 'accuracy'] },
  ];
  expect(adviceFor(rules, { metrics: unsegmented })).toEqual([
    '`maxSegments` of `accuracy` is 0, so that what rules `r` and `s` say of its `DE` and `FR` never holds; raise it, or leave `segment` out of the rules',
  ]);
});

it('a rule that is true only while another is that asks for as much is told', () => {
  const any = { id: 'r1', any: ['accuracy'] };
  const both = { id: 'r2', all: ['accuracy', 'f1'] };
  expect(adviceFor([any, both])).toEqual([
    'Rule `r2` asks for nothing that rule `r1` has not: whenever it is true, so is that one, which asks for a soft retrain; drop one of the two, or give `r2` a higher severity',
  ]);
  expect(adviceFor([{ ...any, severity: 'full' }, both])).toHaveLength(1);
  // The milder one is told, also where it stands first.
  const fullForEither = { id: 'r2', any: ['accuracy', 'f1'], severity: 'full' };
  expect(adviceFor([any, fullForEither])).toEqual([expect.stringMatching(/^Rule `r1` .* `r2`.* asks for a full /)]);
  expect(adviceFor([both, { id: 'r3', all: ['f1', 'accuracy'] }])).toEqual([
    expect.stringMatching(/^Rule `r3` .* `r2`/),
  ]);
  expect(
    adviceFor([
      { id: 'r', any: ['accuracy', 'f1'] },
      { id: 's', any: [inSegment('DE')] },
    ])
  ).toHaveLength(1);
});

it('a rule that adds something to the others is not', () => {
  const any = { id: 'r1', any: ['accuracy'] };
  for (const severity of ['full', 'none'])
    expect(adviceFor([any, { id: 'r2', any: ['f1'] }, { id: 'r3', all: ['accuracy', 'f1'], severity }])).toEqual([]);
  expect(adviceFor([any, { id: 'r2', any: ['f1', 'accuracy:limit'] }])).toEqual([]);
  expect(adviceFor([any, { id: 'r2', any: ['f1'], severity: 'full' }])).toEqual([]);
});
