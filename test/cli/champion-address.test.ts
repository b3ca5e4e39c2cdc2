import { expect, it } from 'vitest';
import { readableAt } from '../../src/cli/commands/versions/champion.ts';

const at = (uri: string, registry: string, more: { shown?: string | null } = {}): string =>
  readableAt({ model: 'shop:ranker', registry, ...more }, { artifact: { uri, sha256: 'a', bytes: 1 } });

it('the champion of MLflow is read by its alias elsewhere, where its artifact was a file of the worker', () => {
  expect(at('file:///srv/m.bin', 'mlflow')).toBe('models:/shop~ranker@champion');
  expect(at('s3://models/m.bin', 'mlflow')).toBe('s3://models/m.bin');
  expect(at('file:///srv/m.bin', 'sqlite')).toBe('file:///srv/m.bin');
});

it('an alias that a person has moved stands for another version', () => {
  expect(at('file:///srv/m.bin', 'mlflow', { shown: '1.0.0' })).toBe('file:///srv/m.bin');
  expect(at('file:///srv/m.bin', 'mlflow', { shown: null })).toBe('file:///srv/m.bin');
});
