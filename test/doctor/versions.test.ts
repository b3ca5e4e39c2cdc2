import { describe, expect, it } from 'vitest';
import { accuracyBelow, policyOf, stateOf } from '../support/policies.ts';
import { disagreement, versionFindings } from '../../src/doctor/checks/versions.ts';
import { viewOf } from '../../src/core/view/view.ts';
import type { ModelCard, VersionCard } from '../../src/core/wire/model-card.ts';
import type { MonitorView } from '../../src/core/wire/answers.ts';

function viewWith(changes: Partial<MonitorView> = {}): MonitorView {
  const view = viewOf(stateOf(policyOf([accuracyBelow(0.9)]), { champion: '2.0.1' }), 0);
  return { ...view, registry: { ...view.registry, id: 'a' }, ...changes };
}

function cardWith(versions: string[], champion: string | null, changes: Partial<ModelCard> = {}): ModelCard {
  const cards = versions.map((version) => ({ version }) as VersionCard);
  const named = { model: 'shop:ranker', registry: 'sqlite r.db', registryId: 'a', champion, challenger: null };
  return { ...named, previous: null, serving: null, versions: cards, more: 0, reigns: [], ...changes };
}

describe('doctor holds the registry of the workers against what a monitor knows', () => {
  it('and finds nothing where they agree, also of a champion of long ago', () => {
    expect(disagreement(viewWith(), cardWith(['2.0.1', '2.0.0'], '2.0.1'))).toBeUndefined();
    const whole = { version: '2.0.1' } as NonNullable<ModelCard['whole']>;
    expect(disagreement(viewWith(), cardWith(['3.0.1'], '2.0.1', { whole, more: 9 }))).toBeUndefined();
  });

  it('and tells of one that lacks the champion, or a version that waits', () => {
    expect(disagreement(viewWith(), cardWith(['2.0.0'], '2.0.0'))).toMatchObject({
      status: 'fault',
      text: expect.stringContaining('older than its monitor: it has no version 2.0.1') as string,
      fix: expect.stringMatching(/newer copy.*adopt \S+ 2\.0\.0/) as string,
    });
    const approval = { version: '2.1.0' } as MonitorView['approval'];
    expect(disagreement(viewWith({ approval }), cardWith(['2.0.1'], '2.0.1'))).toMatchObject({
      status: 'fault',
      cause: expect.stringContaining('2.1.0 as its challenger') as string,
    });
  });

  it('and tells of another registry, and warns of another champion', () => {
    expect(disagreement(viewWith(), cardWith(['2.0.1'], '2.0.1', { registryId: 'b' }))?.text).toContain(
      'another registry'
    );
    expect(disagreement(viewWith(), cardWith(['2.0.1', '2.0.0'], '2.0.0'))).toMatchObject({ status: 'warning' });
  });

  it('and says nothing of another champion to a monitor that has not heard of its registry yet', () => {
    const registry = { ...viewWith().registry, id: null };
    const card = cardWith(['2.0.1', '2.0.0'], '2.0.0');
    expect(disagreement(viewWith({ registry, champion: null }), card)).toBeUndefined();
    expect(disagreement(viewWith({ champion: null }), card)).toMatchObject({ status: 'warning' });
  });

  it.each([
    [['agrees'], 'the registry has the champion of the monitor that was asked'],
    [['agrees', 'agrees', undefined], 'the registry has the champion of all 2 monitors that were asked'],
    [['has none', undefined], 'no monitor that was asked has a champion yet'],
    [['agrees', 'has none'], 'the registry has the champion of the one monitor that was asked and has one'],
    [['agrees', 'has none', 'agrees'], 'the registry has the champion of all 2 that were asked and have one'],
  ] as const)('and speaks of the champions that there are: %j', (found, text) => {
    expect(versionFindings(found)).toEqual([{ status: 'ok', text }]);
  });

  it('and says of none that all is well where one is at fault, or where nobody has answered', () => {
    const fault = { status: 'fault', text: 'older' } as const;
    expect(versionFindings(['agrees', fault, 'has none'])).toEqual([fault]);
    expect(versionFindings([undefined])).toEqual([]);
  });
});
