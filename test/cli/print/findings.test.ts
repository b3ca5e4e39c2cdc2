import { expect, it } from 'vitest';
import { formatWell } from '../../../src/cli/print/findings.ts';
import type { Finding } from '../../../src/doctor/check.ts';

it.each<[Finding['status'][], string | undefined]>([
  [['ok'], 'All is well.'],
  [['ok', 'warning'], 'All is well but for 1 warning.'],
  [['warning', 'ok', 'warning'], 'All is well but for 2 warnings.'],
  [['ok', 'warning', 'fault'], undefined],
  [['unknown'], undefined],
])('of %j doctor says %s', (statuses, said) => {
  expect(formatWell(statuses.map((status) => ({ status })))).toBe(said);
});
