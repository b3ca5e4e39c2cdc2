import { expect, test } from 'vitest';
import { eddm } from '../../src/detectors/eddm.ts';
import { prepared, repeat } from './run.ts';

const regular = Array.from({ length: 600 }, (_, i) => (i % 12 === 11 ? 1 : 0));

test('nothing but an exact 1 is an error', () => {
  const { state, verdicts } = prepared(eddm);
  verdicts([0.99, 2, 1, -1, 0]);
  expect(state.errors).toBe(1);
});

test('a warning stays on between errors, and beside a drift', () => {
  const { state, verdicts } = prepared(eddm);
  const said = verdicts([...regular, ...Array.from({ length: 200 }, (_, i) => i % 2)]);
  const warning = said.indexOf('warning');
  expect(said[warning + 1]).toBe('warning');
  const drift = said.indexOf('drift');
  expect(warning).toBeLessThan(drift);
  const again = prepared(eddm);
  again.verdicts([...regular, ...Array.from({ length: drift - 599 }, (_, i) => i % 2)]);
  expect(again.state).toMatchObject({ drift: true, warning: true });
  expect(state.drift).toBe(false);
});

test('a beta over alpha is refused, because the warning comes first', () => {
  expect(() => prepared(eddm, { alpha: 0.8, beta: 0.9 })).toThrow('a warning comes first');
});

test('it warms up until there are more errors than warm_start', () => {
  expect(new Set(prepared(eddm).verdicts(repeat(0, 100)))).toEqual(new Set(['warming-up']));
});
