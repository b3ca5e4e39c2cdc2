import { expect, it } from 'vitest';
import { formatWell } from '../../../src/cli/print/findings.ts';
import type { Finding } from '../../../src/doctor/check.ts';

it.each<[Finding['status'][], string | undefined]>([
  [['ok'], 'All is well.'],
  [['ok', 'warning'], 'No fault, but 1 warning to look at.'],
  [['warning', 'ok', 'warning'], 'No fault, but 2 warnings to look at.'],
  [['ok', 'warning', 'fault'], undefined],
  [['unknown'], undefined],
])('of %j doctor says %s', (statuses, said) => {
  expect(formatWell(statuses.map((status) => ({ status })))).toBe(said);
});
