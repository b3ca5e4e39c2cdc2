import { excerpt } from '../terms/visible-text.ts';

/**
 * Reads a cell the same way for every input: a number; `undefined` if nothing was measured (an empty cell, `NA`, `N/A`,
 * `null`, `None`); `NaN` or an infinity for a bad measurement; for anything else, a sentence about the fault.
 *
 * @param name what is measured, for the sentence
 * @param otherwise what to do about a text that nothing better is known of
 */
export function readNumber(name: string, cell: string, otherwise = ''): number | string | undefined {
  const text = cell.trim();
  const value = text === '' ? undefined : decimalNumber(text);
  if (value === undefined || value === value) return value;
  if (absent.test(text)) return undefined;
  const [, minus, infinite] = bad.exec(text) ?? [];
  if (minus !== undefined) return infinite === undefined ? Number.NaN : Number(`${minus}Infinity`);
  return `Expected \`${name}\` to be a finite number, got \`${excerpt(text, 40)}\`${hintFor(text) || otherwise}`;
}

/** Like `Number`, but `NaN` for `0x10`, `0o20` and `0b1`: no program writes what was measured like this. */
export function decimalNumber(text: string): number {
  return otherBase.test(text) ? Number.NaN : Number(text);
}

// --- internal ---

const otherBase = /^\s*0[xob]/i;

const absent = /^(?:null|none|na|n\/a)$/i;
const bad = /^([+-]?)(?:nan|(inf(?:inity)?))$/i;

function hintFor(text: string): string {
  if (/^[+-]?\d+(?:[.,]\d+)?\s*%$/.test(text)) return '; is it in per cent? write the number alone, a share as 0.93';
  if (/^[+-]?\d+,\d+$/.test(text)) return '; write a decimal point';
  if (otherBase.test(text) && !Number.isNaN(Number(text))) return '; write a decimal number';
  return '';
}
