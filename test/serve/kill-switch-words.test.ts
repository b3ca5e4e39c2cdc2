import { describe, expect, it } from 'vitest';
import { turnText } from '../../src/serve/endpoints/kill-switch-words.ts';

const tenant = { tenant: 'acme' };
const on = { since: new Date(Date.UTC(2026, 2, 2, 12)), actor: 'ana' };

describe('what turning a kill switch means', () => {
  it.each([
    [3, 'that holds 3 running monitors, and those that start later'],
    [1, 'that holds 1 running monitor, and those that start later'],
    [0, 'no monitor of that name is running: check the name'],
    [null, 'how many monitors that holds is not known just now'],
  ])('is said with how many it holds: %s', (monitors, text) => {
    expect(turnText({ to: 'on', scope: tenant, isSo: false, now: null, monitors })).toBe(
      `No retrain of the models of tenant acme starts, and none is promoted by itself, until somebody turns the switch off: ${text}. Watching goes on`
    );
  });

  it('is nothing where it is so already', () => {
    expect(turnText({ to: 'on', scope: { all: true }, isSo: true, now: on, monitors: 3 })).toBe(
      'The switch for all models is on already, by ana since 2026-03-02 12:00:00Z: nothing changes'
    );
    expect(turnText({ to: 'on', scope: tenant, isSo: true, now: null, monitors: null })).toBe(
      'The switch for the models of tenant acme is on already: nothing changes'
    );
    expect(turnText({ to: 'off', scope: { model: 'a:b' }, isSo: true, now: null, monitors: 1 })).toBe(
      'The switch for model a:b is off already: nothing changes'
    );
  });

  it('is that what was held goes on, where it is turned off', () => {
    expect(turnText({ to: 'off', scope: tenant, isSo: false, now: on, monitors: 2 })).toBe(
      'Retrains of the models of tenant acme may start again, as far as no other switch holds them, and what was held is considered again: 2 running monitors'
    );
  });
});
