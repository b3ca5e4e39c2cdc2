/** Answers `{problem, params}` lines with losses, so that another program is measured on exactly the same problems. */
import { createInterface } from 'node:readline';
import type { JsonObject } from '../src/terms/json.ts';
import { problems } from './tuners-problems.ts';

process.stdout.write(
  `${JSON.stringify(Object.fromEntries(Object.entries(problems).map(([name, p]) => [name, p.space])))}\n`
);
for await (const line of createInterface({ input: process.stdin })) {
  const { problem, params } = JSON.parse(line) as { problem: string; params: JsonObject };
  process.stdout.write(`${JSON.stringify(problems[problem]!.loss(params))}\n`);
}
