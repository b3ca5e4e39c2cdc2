import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { leftOutLines } from './left-out-reporter.ts';
import { leaveOut, notesVariable } from './left-out.ts';

const folder = mkdtempSync(join(tmpdir(), 'left-out-'));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

it('what is left out is told once, with the command that brings it, and what runs is not', () => {
  const notes = join(folder, 'notes');
  vi.stubEnv(notesVariable, notes);
  const python = { what: 'the Python worker: no python3', command: 'apt-get install python3-venv' };
  expect(leaveOut({ ...python, unless: false })).toBe(true);
  expect(leaveOut({ ...python, unless: false })).toBe(true);
  expect(leaveOut({ what: 'a browser', command: 'apt-get install chromium', unless: true })).toBe(false);
  expect(leftOutLines(readFileSync(notes, 'utf8'))).toEqual([
    'Left out: the Python worker: no python3. To run it: apt-get install python3-venv',
  ]);
});
