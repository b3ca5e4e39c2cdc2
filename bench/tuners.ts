/**
 * Best value after 50 trials on known functions and one real model, ours against Optuna. Writes bench/tuners.json.
 *
 *     npx tsx bench/tuners.ts [--first-seed 5000] [--seeds 20]
 *
 * Optuna is installed into .cache/optuna on the first run. The default seeds were not used for choosing any constant.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { quantileSorted, wilcoxonRankSum } from 'simple-statistics';
import { tuners } from '../src/tuners/index.ts';
import type { Trial, Tuner } from '../src/tuners/tuner.ts';
import { problems } from './tuners-problems.ts';

const optunaVersion = '5.0.0';
const trialsPerStudy = 50;
const { values } = parseArgs({
  options: { 'first-seed': { type: 'string', default: '5000' }, seeds: { type: 'string', default: '20' } },
});
const firstSeed = Number(values['first-seed']);
const seeds = Number(values.seeds);

const optuna = runOptuna();
const table: Record<string, Record<string, Summary>> = {};
const verdicts: Record<string, { withinOptunaIqr: boolean; pAgainstRandom: number }> = {};

for (const [name, problem] of Object.entries(problems)) {
  const ours = Object.fromEntries(
    [...tuners].map(([who, tuner]) => [who, Array.from({ length: seeds }, (_, i) => best(name, tuner, firstSeed + i))])
  );
  const all: Record<string, number[]> = { ...ours, ...optuna.best[name] };
  table[name] = Object.fromEntries(Object.entries(all).map(([who, found]) => [who, summary(found)]));
  verdicts[name] = {
    withinOptunaIqr: table[name]['tpe']!.median <= table[name]['optuna-tpe']!.q3,
    pAgainstRandom: rankSumP(ours['tpe']!, ours['random']!),
  };
  console.log(`\n${name}${problem.optimum === null ? '' : ` (optimum ${problem.optimum})`}`);
  console.table(table[name]);
}

const askMs = { ours: { hartmann6: askTime('hartmann6'), mixed: askTime('mixed') }, optuna: optuna.askMs };
console.log('verdicts', verdicts, '\nms an ask at 200 trials', askMs);
const machine = `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, Node ${process.versions.node}`;
const report = { optuna: optuna.optuna, trialsPerStudy, firstSeed, seeds, machine, best: table, verdicts, askMs };
writeFileSync(new URL('tuners.json', import.meta.url), `${JSON.stringify(report, null, 2)}\n`);

// --- internal ---

interface Summary {
  median: number;
  q1: number;
  q3: number;
  p90: number;
}

function best(problem: string, tuner: Tuner, seed: number): number {
  return Math.min(...study(problem, tuner, seed, trialsPerStudy).map((trial) => trial.value as number));
}

function study(name: string, tuner: Tuner, seed: number, length: number): Trial[] {
  const { space, loss } = problems[name]!;
  const trials: Trial[] = [];
  for (let number = 0; number < length; number++) {
    const params = tuner.ask({ space, goal: 'minimize', trials, number, seed });
    if (params === null) break;
    trials.push({ number, params, state: 'complete', value: loss(params) });
  }
  return trials;
}

/**
 * Median and 95 % point of 200 asks with 200 finished trials behind each. Other programs on the machine only ever add, so
 * the calmest of ten rounds counts; the first ones also warm the compiler up.
 */
function askTime(name: string): { median: number; p95: number } {
  const tuner = tuners.get('tpe')!;
  const trials = study(name, tuner, 0, 200);
  const rounds = Array.from({ length: 10 }, () => {
    const times = Array.from({ length: 200 }, (_, i) => {
      const started = performance.now();
      tuner.ask({ space: problems[name]!.space, goal: 'minimize', trials, number: 200 + i, seed: 0 });
      return performance.now() - started;
    }).sort((a, b) => a - b);
    return { median: rounded(quantileSorted(times, 0.5)), p95: rounded(quantileSorted(times, 0.95)) };
  });
  return rounds.reduce((calmest, round) => (round.median < calmest.median ? round : calmest));
}

function summary(found: number[]): Summary {
  const sorted = found.toSorted((a, b) => a - b);
  const at = (share: number): number => rounded(quantileSorted(sorted, share));
  return { median: at(0.5), q1: at(0.25), q3: at(0.75), p90: at(0.9) };
}

/** One-sided p of "the first sample is lower" by the normal approximation of the rank-sum test. */
function rankSumP(lower: number[], higher: number[]): number {
  const [n, m] = [lower.length, higher.length];
  const z = (wilcoxonRankSum(lower, higher) - (n * (n + m + 1)) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
  // Mills' ratio bounds the tail from above far out, where a table of the normal distribution ends.
  const tail = Math.exp((-z * z) / 2) / (Math.max(-z, 1e-9) * Math.sqrt(2 * Math.PI));
  return Number((z < 0 ? Math.min(tail, 0.5) : 0.5).toPrecision(2));
}

function runOptuna(): {
  optuna: string;
  best: Record<string, Record<string, number[]>>;
  askMs: Record<string, number>;
} {
  const venv = fileURLToPath(new URL('../.cache/optuna', import.meta.url));
  const python = `${venv}/bin/python`;
  if (!existsSync(python)) {
    execFileSync('python3', ['-m', 'venv', venv]);
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', `optuna==${optunaVersion}`], { stdio: 'inherit' });
  }
  const script = fileURLToPath(new URL('tuners-optuna.py', import.meta.url));
  const args = [script, String(firstSeed), String(seeds), String(trialsPerStudy)];
  return JSON.parse(execFileSync(python, args, { encoding: 'utf8', timeout: 1_800_000 })) as ReturnType<
    typeof runOptuna
  >;
}

function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
