import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it.each(['demo.ts', 'report/report-page.ts'])('%s names only commands that an installed package has', (file) => {
  const source = readFileSync(new URL(`../../src/demo/${file}`, import.meta.url), 'utf8');
  expect(source).toContain('npx temporal-retrain demo --keep-open');
  expect(source).not.toContain('npm run');
});
