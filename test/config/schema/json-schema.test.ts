import { describe, expect, test } from 'vitest';
import { detectors } from '../../../src/detectors/index.ts';
import { monitorJsonSchema } from '../../../src/config/schema/json-schema.ts';

type Schema = Record<string, unknown> & { properties: Record<string, Schema>; $defs: Record<string, Schema> };

const schema = monitorJsonSchema() as Schema;

describe('the JSON Schema', () => {
  test('is plain JSON that asks for a model and for nothing else', () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    expect(schema['required']).toEqual(['model']);
    expect(schema['additionalProperties']).toBe(false);
  });

  test('offers the options of every detector', () => {
    const offered = schema.$defs['Detector']?.['oneOf'] as Schema[];
    expect(offered.map(({ properties }) => properties['type']?.['const'])).toEqual([...detectors.keys()]);
    const patience = offered.find(({ properties }) => properties['type']?.['const'] === 'patience');
    expect(patience?.properties['patience']).toMatchObject({ type: 'integer', default: 3, minimum: 1 });
    expect(patience?.['required']).toEqual(['type']);
  });

  test('resolves every reference in it', () => {
    const references = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)].map(
      ([, name]) => name ?? ''
    );
    expect(references).toContain('Detector');
    expect(references.filter((name) => !(name in schema.$defs))).toEqual([]);
  });

  test('offers patience beside the options of every detector that can wait', () => {
    const offered = schema.$defs['Detector']?.['oneOf'] as Schema[];
    const patience = (name: string) =>
      offered.find(({ properties }) => properties['type']?.['const'] === name)?.properties['patience'];
    expect(patience('ewma')).toMatchObject({ $ref: '#/$defs/Patience' });
    expect(patience('adwin')).toBeUndefined();
    expect(schema.$defs['Patience']).toMatchObject({ required: ['of', 'atLeast'] });
  });

  test('offers what happens to observations before they are judged', () => {
    const metric = schema.$defs['Metric'];
    for (const field of ['exclude', 'seasonality', 'allowedLateness', 'lateBuffer'])
      expect(metric?.properties).toHaveProperty([field]);
    expect(schema.$defs).toHaveProperty('Exclusions');
    const offered = schema.$defs['Detector']?.['oneOf'] as Schema[];
    const seasonal = offered.filter(({ properties }) => 'seasonal' in properties);
    expect(seasonal.map(({ properties }) => properties['type']?.['const'])).not.toContain('ddm');
    expect(seasonal.length).toBeGreaterThan(5);
  });

  test('tells what fields mean', () => {
    const metric = schema.$defs['Metric'];
    expect(metric?.properties['noDataAfter']?.['description']).toContain('Silence longer than this');
  });
});
