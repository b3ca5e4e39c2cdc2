import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { openDoor } from './open-door.ts';

const { checker, exports } = openDoor('src/index.ts');

/** What users hand over: whole objects of options, by name. */
const optionTypes = exports.filter(
  ({ name, flags }) => name.endsWith('Options') && flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias)
);

describe('what users may set', () => {
  it('is in more than a dozen types', () => expect(optionTypes.length).toBeGreaterThan(12));

  it.each(optionTypes.map((symbol): [string, ts.Symbol] => [symbol.name, symbol]))(
    '%s has an example, and says of every part that may be left out what stands in for it',
    (_, symbol) => {
      const tags = symbol.declarations?.flatMap((one) => ts.getJSDocTags(one)) ?? [];
      expect(tags.map(({ tagName }) => tagName.text)).toContain('example');
      const optional = checker
        .getDeclaredTypeOfSymbol(symbol)
        .getProperties()
        .filter(({ flags }) => flags & ts.SymbolFlags.Optional);
      expect(optional.filter((part) => !saysDefault(part)).map(({ name }) => name)).toEqual([]);
    }
  );
});

// --- internal ---

function saysDefault(part: ts.Symbol): boolean {
  return part.getJsDocTags(checker).some(({ name, text }) => name === 'default' && (text ?? []).length > 0);
}
