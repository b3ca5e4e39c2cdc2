import { describe, expect, it } from 'vitest';
import { accuracyBelow, policyOf, stateOf } from '../support/policies.ts';
import { disagreement } from '../../src/doctor/checks/versions.ts';
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
});
