import { describe, expect, it } from 'vitest';
import { describeScope, killSwitchId, scopeOf, switchesOf } from '../../src/terms/kill-switch-ids.ts';

describe('kill switch ids', () => {
  it.each([
    [{ all: true } as const, 'kill-switch/all'],
    [{ tenant: 'all' }, 'kill-switch/tenant/all'],
    [{ tenant: 'a/b model/x' }, 'kill-switch/tenant/a/b model/x'],
    [{ model: 'shop:ranker' }, 'kill-switch/model/shop:ranker'],
  ])('%j is %s, and back', (scope, id) => {
    expect(killSwitchId(scope)).toBe(id);
    expect(scopeOf(id)).toEqual(scope);
  });

  it.each(['kill-switch/', 'kill-switch/some', 'monitor/all', ''])('`%s` is none', (id) => {
    expect(scopeOf(id)).toBeUndefined();
  });

  it('a model without a tenant is held by two switches, one with a tenant by three', () => {
    expect(switchesOf('a:b', null).map(describeScope)).toEqual(['all models', 'model a:b']);
    expect(switchesOf('a:b', 'acme').map(describeScope)).toEqual([
      'all models',
      'the models of tenant acme',
      'model a:b',
    ]);
  });
});
