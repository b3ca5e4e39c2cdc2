import { expect, it } from 'vitest';
import { searchAttributeNames } from '../../src/terms/search-attribute-names.ts';

it('every search attribute carries the prefix of the package and is a Keyword', () => {
  for (const [name, kind] of Object.entries(searchAttributeNames)) {
    expect(name).toMatch(/^Retrain[A-Z][A-Za-z]+$/);
    expect(kind).toBe('Keyword');
  }
});
