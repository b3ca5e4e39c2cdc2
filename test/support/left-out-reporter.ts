import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reporter } from 'vitest/node';
import { notesVariable, type LeftOut } from './left-out.ts';

/**
 * Ends a run with what this machine left out, a line each with the command that brings it; `RETRAIN_LEFT_OUT_COPY` names
 * a file that gets the same lines, for a script that ends with them.
 */
export class LeftOutReporter implements Reporter {
  private readonly path = join(tmpdir(), `left-out-${process.pid}.jsonl`);

  onInit(): void {
    writeFileSync(this.path, '');
    // Test files run in processes of their own, which inherit it.
    process.env[notesVariable] = this.path;
  }

  onTestRunEnd(): void {
    const lines = leftOutLines(readFileSync(this.path, 'utf8'));
    rmSync(this.path, { force: true });
    if (lines.length === 0) return;
    console.log(`\n${lines.join('\n')}`);
    const copy = process.env['RETRAIN_LEFT_OUT_COPY'];
    if (copy) appendFileSync(copy, `${lines.join('\n')}\n`);
  }
}

/** From the notes of `leaveOut`, each thing once however many files say it. */
export function leftOutLines(notes: string): string[] {
  const distinct = [...new Set(notes.split('\n').filter((line) => line !== ''))];
  return distinct
    .map((line) => JSON.parse(line) as Pick<LeftOut, 'what' | 'command'>)
    .map(({ what, command }) => `Left out: ${what}. To run it: ${command}`);
}
