/**
 * Of 1,000 simulated retrains, how many does the gate let through? Writes bench/gate.json.
 *
 *     npx tsx bench/gate.ts [--first-seed 700000]
 *
 * Without `--first-seed` the seeds are fresh at every run. A sigma is the standard error of the champion's own mean log loss.
 */
import { writeFileSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { countPromoted, defaultGate } from './gate-simulation.ts';

const { values } = parseArgs({ options: { 'first-seed': { type: 'string' } } });
const firstSeed = values['first-seed'] === undefined ? randomInt(1_000_000_000) : Number(values['first-seed']);
const retrains = 1_000;
const resamples = 400;

const promoted = [];
for (const metric of ['accuracy', 'logLoss'] as const)
  for (const rows of [300, 1_000])
    for (const sigmas of [0, 1, 2]) {
      const count = countPromoted({ spec: defaultGate(metric), retrains, firstSeed, rows, sigmas, resamples });
      promoted.push({ metric, rows, sigmas, promoted: count });
    }

console.table(promoted);
writeFileSync(
  new URL('gate.json', import.meta.url),
  `${JSON.stringify({ retrains, resamples, firstSeed, promoted }, null, 2)}\n`
);
