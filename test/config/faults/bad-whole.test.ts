import { expect, test } from 'vitest';
import { faultsOf } from './faults-of.ts';

const model = 'shop:ranker';

/** What is wrong, and everything that people are told of it. */
const faulty: [string, unknown, string[]][] = [
  ['nothing at all', undefined, ['Expected the monitor to be an object with at least `model`, got nothing']],
  ['a list', [], ['Expected the monitor to be an object with at least `model`, got `[]`']],
  ['a text', 'shop:ranker', ['Expected the monitor to be an object with at least `model`, got `shop:ranker`']],
  ['no model', {}, ['Expected `model` to be a model id like `shop:ranker`, got nothing']],
  [
    'a model id without a project',
    { model: 'ranker' },
    ['Expected a model id `<project>:<name>` or `<project>:<name>:<semver>`, got `ranker`'],
  ],
  [
    'a model id with a space',
    { model: 'my shop:ranker' },
    [
      'Expected the project in model id `my shop:ranker` to be 1 to 64 letters, digits, dots, dashes or underscores, starting with a letter or digit',
    ],
  ],
  [
    'a model id with a version',
    { model: 'shop:ranker:1.2.3' },
    [
      'Expected `model` to be a model without a version, got `shop:ranker:1.2.3`; a monitor watches every version: `shop:ranker`',
    ],
  ],
  ['a model that is a number', { model: 7 }, ['Expected `model` to be a model id like `shop:ranker`, got `7`']],
  [
    'an unknown field',
    { model, cool_down: '1h' },
    ['Expected `cool_down` to be a known field, got `1h`; did you mean `cooldown`?'],
  ],
  [
    'an unknown field like no other',
    { model, zebra: 1 },
    [
      'Expected `zebra` to be a known field, got `1`; it can be `$schema`, `model`, `tenant`, `streams`, `metrics`, `pull`, `exclude`, `rules`, `schedules`, `cooldown`, `quietHours`, `freezes`, `budget`, `backoff`, `breakerAfter`, `ledgerSize`, `repeatAlerts` or `retrain`',
    ],
  ],
  [
    'a tenant with a line break',
    { model, tenant: 'e\nu' },
    ['Expected `tenant` to be 1 to 128 printable characters, got `e\\nu`'],
  ],
  [
    'a stream twice',
    { model, streams: ['a', 'a'] },
    ['Expected `streams[1]` to be a stream that is not listed twice, got `a`; remove it'],
  ],
  [
    'a ledger of no size',
    { model, ledgerSize: 0 },
    ['Expected `ledgerSize` to be a whole number from 1 to 1000, got `0`'],
  ],
];

test.each(faulty)('%s is refused with its field, its value and what to do', (_title, monitor, faults) => {
  expect(faultsOf(monitor)).toEqual(faults);
});
