import { describe, expect, it } from 'vitest';
import { stillOnText } from '../../../src/cli/frame/kill-switch-command.ts';
import type { KillSwitchInfo, KillSwitches } from '../../../src/client/kill-switches.ts';
import type { KillSwitchScope } from '../../../src/terms/kill-switch-ids.ts';

function listing(...scopes: KillSwitchScope[]): Pick<KillSwitches, 'list'> {
  const info = (scope: KillSwitchScope): KillSwitchInfo => ({ scope, since: new Date(), actor: 'ana', comment: 'why' });
  return {
    list: async function* () {
      yield* scopes.map(info);
    },
  };
}

const all = { all: true } as const;
const tenant = { tenant: 'acme' };
const model = { model: 'acme:ads' };

describe('a kill switch that is off', () => {
  it.each([
    [
      'all models',
      all,
      [tenant, model],
      'still held by other switches: the models of tenant acme (ana: why), model acme:ads (ana: why)',
    ],
    ['a model', model, [all, { model: 'shop:b' }], 'still held by other switches: all models (ana: why)'],
    [
      'a tenant',
      tenant,
      [{ tenant: 'other' }, model],
      'other switches may still hold some of it: model acme:ads (ana: why)',
    ],
    [
      'a model',
      model,
      [tenant, { model: 'shop:b' }],
      'other switches may still hold some of it: the models of tenant acme (ana: why)',
    ],
  ] as const)('is told with those that hold, or may hold, some of its models: %s, %o', async (_, off, on, text) => {
    expect(await stillOnText(off, listing(...on))).toBe(`note: ${text}; \`kill-switch list\` shows them`);
  });

  it('is told alone where none does; a list may lag behind and have it itself', async () => {
    expect(await stillOnText(all, listing(all))).toBeUndefined();
    expect(await stillOnText(tenant, listing({ tenant: 'other' }))).toBeUndefined();
  });

  it('names a few of many', async () => {
    const many = Array.from({ length: 9 }, (_, i) => ({ tenant: `t${i}` }));
    expect(await stillOnText(all, listing(...many))).toContain('tenant t4 (ana: why) and 4 more;');
  });
});
