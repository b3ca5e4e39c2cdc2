/**
 * Every figure that the documentation claims, measured. Prints a table, writes bench/results.json and the table in
 * bench/README.md.
 *
 *     npx tsx bench/run.ts [core] [ingest] [history] [state] [latency] [bundle] [memory] [played]
 *
 * With names it measures only those, and writes nothing.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { breachLatency } from './breach-latency.ts';
import { bundleSize } from './bundle-size.ts';
import { coreThroughput } from './core-throughput.ts';
import { describeMachine, machineLoad } from './machine.ts';
import { historyBytes } from './history-bytes.ts';
import { ingestThroughput } from './ingest.ts';
import { memoryOfMonitors } from './memory.ts';
import { playedLives } from './played.ts';
import { row, type Row } from './row.ts';
import { stateSize } from './state-size.ts';
import { withWorld, type BenchWorld } from './bench-world.ts';
import { writeFigures } from './figures.ts';

const local: Record<string, () => Row[] | Promise<Row[]>> = {
  core: coreThroughput,
  bundle: bundleSize,
  memory: memoryOfMonitors,
  played: playedLives,
};
const onServer: Record<string, (world: BenchWorld) => Promise<Row[]>> = {
  latency: breachLatency,
  history: historyBytes,
  state: stateSize,
  ingest: ingestThroughput,
};

const asked = process.argv.slice(2);
const names = [...Object.keys(local), ...Object.keys(onServer)];
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`Expected names of measurements (${names.join(', ')}), got ${unknown.join(', ')}`);
  process.exit(2);
}
const isAsked = (name: string): boolean => asked.length === 0 || asked.includes(name);

console.log(describeMachine());
const rows: Row[] = [];
const loads: number[] = [];
for (const [name, measure] of Object.entries(local)) if (isAsked(name)) await run(name, async () => measure());
if (Object.keys(onServer).some(isAsked))
  await withWorld(async (world) => {
    for (const [name, measure] of Object.entries(onServer)) if (isAsked(name)) await run(name, () => measure(world));
  });
console.table(rows);
if (asked.length === 0) {
  const machine = [
    row('machine.cores', availableParallelism(), 'cores'),
    row('machine.node_major', Number(process.versions.node.split('.')[0]), 'version'),
    row('machine.highest_load_before_a_measurement', Math.max(...loads), 'processes'),
  ];
  writeFileSync(new URL('results.json', import.meta.url), `${JSON.stringify([...rows, ...machine], null, 2)}\n`);
  await writeFigures(`${describeMachine()}; load of at most ${Math.max(...loads)} before a measurement`, rows);
  console.log('written to bench/results.json and bench/README.md');
}

// --- internal ---

async function run(name: string, measure: () => Promise<Row[]>): Promise<void> {
  const { load, isBusy } = machineLoad();
  loads.push(load);
  console.log(`${name}: load ${load}${isBusy ? ', the machine is busy: times and rates are pessimistic' : ''}`);
  rows.push(...(await measure()));
}
