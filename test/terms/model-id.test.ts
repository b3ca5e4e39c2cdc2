import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelKey, monitorWorkflowId, parseModelId, retrainWorkflowId } from '../../src/terms/model-id.ts';

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

describe('model id', () => {
  it('`<project>:<name>:<semver>` is parsed into its parts', { tags: ['m41.1'] }, () => {
    expect(parseModelId('shop:ranker:1.4.2')).toEqual({ project: 'shop', name: 'ranker', version: '1.4.2' });
  });

  it('the version may be left out', { tags: ['m41.1', 'm16.1'] }, () => {
    expect(parseModelId('shop:ranker')).toEqual({ project: 'shop', name: 'ranker' });
  });

  it('every valid id is parsed, and its key is the id without the version', () => {
    fc.assert(
      fc.property(name, name, fc.boolean(), (project, model, versioned) => {
        const id = parseModelId(`${project}:${model}${versioned ? ':1.0.3' : ''}`);
        expect(id).toEqual({ project, name: model, ...(versioned ? { version: '1.0.3' } : {}) });
        if (typeof id === 'string') return;
        expect(modelKey(id)).toBe(`${project}:${model}`);
      })
    );
  });

  it('a faulty id is answered with a sentence that names the fault', () => {
    const faults: [unknown, RegExp][] = [
      ['ranker', /`<project>:<name>`.*got `ranker`/],
      ['a:b:1.0.0:d', /`<project>:<name>`/],
      [':ranker', /the project in/],
      ['shop:', /the name in/],
      ['shop:ranker:', /semver.*got ``/],
      ['shop:ranker:1.4', /semver like `1\.4\.2`, got `1\.4`/],
      ['shop:ranker:latest', /semver/],
      ['shop:../etc', /the name in/],
      ['shop/x:ranker', /the project in/],
      ['shop:ran ker', /the name in/],
      ['shop:ranker\n', /the name in/],
      [`shop:${'x'.repeat(65)}`, /1 to 64/],
      ['__proto__:x', /the project in/],
      ['', /`<project>:<name>`/],
      [undefined, /got undefined/],
      [42, /got number/],
      [{}, /got object/],
    ];
    for (const [text, words] of faults) expect(parseModelId(text), String(text)).toMatch(words);
  });

  it('any text is either parsed or answered, never thrown on, and the answer stays short', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000 }), (text) => {
        const id = parseModelId(text);
        if (typeof id === 'string') expect(id.length).toBeLessThan(400);
      })
    );
  });

  it('workflow ids are made of the model and the generation alone', () => {
    expect(monitorWorkflowId('shop:ranker')).toBe('monitor/shop:ranker');
    expect(retrainWorkflowId('monitor/shop:ranker', 4)).toBe('monitor/shop:ranker/retrain/4');
  });
});
