import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '../terms/errors.ts';
import { parseInProcessOptions } from '../trainers/in-process/options.ts';
import { readTable, tableRows, type TableRow } from '../trainers/in-process/data/table.ts';

/** The data options of the demo's trainer. */
export function trainerOptions(csv: string): { data: { csv: string; time: string; timeUnit: 'day'; label: string } } {
  return { data: { csv, time: 'day', timeUnit: 'day', label: 'rain' } };
}

/** The weather data, in the package or in the repository. */
export function rainCsvPath(): string {
  for (const place of ['../../examples/data/noaa-rain.csv', '../../../examples/data/noaa-rain.csv']) {
    const path = fileURLToPath(new URL(place, import.meta.url));
    if (existsSync(path)) return path;
  }
  throw new ConfigurationError(
    'Expected examples/data/noaa-rain.csv beside the package, found none; reinstall the package'
  );
}

/** 18,159 days of one weather station, oldest first. */
export async function readRain(csv: string): Promise<TableRow[]> {
  return [...tableRows(await readTable(csv, parseInProcessOptions(trainerOptions(csv))))];
}
