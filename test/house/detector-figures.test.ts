import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { betweenMarks, qualityTable, stressTable } from '../../bench/detectors/tables.ts';

const path = 'docs/detectors.md';
const page = readFileSync(path, 'utf8');
const figures = (name: string): never => JSON.parse(readFileSync(`bench/${name}.json`, 'utf8')) as never;

describe('docs/detectors.md shows what was measured', () => {
  it.each([
    ['quality on metrics', qualityTable(figures('detectors'))],
    ['streams like real ones', stressTable(figures('detectors-stress'))],
  ])('in its table of %s', async (name, table) => {
    const style = await resolveConfig(path);
    expect(await format(betweenMarks(page, name, table), { ...style, parser: 'markdown' })).toBe(page);
  });

  it('and refuses a page without the marks', () => {
    expect(() => betweenMarks('', 'quality on metrics', '')).toThrow('<!-- quality on metrics -->');
  });

  it('and in what it says of TCPD', () => {
    const rows = figures('detectors') as { name: string; tcpd_online_f1?: number }[];
    const f1 = (name: string): string =>
      rows
        .find((row) => row.name === name)!
        .tcpd_online_f1!.toFixed(3)
        .slice(1);
    expect(page).toContain(`F1 ${f1('default for metrics')} by the online reading`);
    expect(page.replace(/\s+/g, ' ')).toContain(`where \`change\` has ${f1('change')}, River`);
    expect(page.replace(/\s+/g, ' ')).toContain(`an alarm every 100 values ${f1('dummy, every 100')}.`);
  });
});
