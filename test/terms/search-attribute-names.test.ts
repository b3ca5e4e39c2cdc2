import { expect, it } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../src/terms/search-attribute-names.ts';

it('every search attribute carries the prefix of the package and is a Keyword', () => {
  for (const [name, kind] of Object.entries(SEARCH_ATTRIBUTES)) {
    expect(name).toMatch(/^Retrain[A-Z][A-Za-z]+$/);
    expect(kind).toBe('Keyword');
  }
});
