import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** Load per core beyond which somebody else is using the machine, and times say little. */
const busyLoad = 0.5;

export function describeMachine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${memory} GiB, Node ${process.versions.node}`;
}

/** The load of the last minute, and whether it disturbs the figures that are measured next. */
export function machineLoad(): { load: number; isBusy: boolean } {
  const load = Math.round((loadavg()[0] ?? 0) * 100) / 100;
  return { load, isBusy: load > busyLoad * availableParallelism() };
}
