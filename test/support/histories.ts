import type { MonitorInput } from '../../src/core/wire/messages.ts';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';

/** Recorded by scripts/record-histories.ts, a folder for each version of the package and each edition of before. */
const recorded = fileURLToPath(new URL('../histories', import.meta.url));

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

export interface RecordedHistory {
  /** `0.1.0/retrain-promoted` */
  name: string;
  workflowId: string;
  runId: string;
  workflowType: string;
  history: History;
}

/** Every recorded history of every version. */
export async function recordedHistories(): Promise<RecordedHistory[]> {
  const files = (await readdir(recorded, { recursive: true })).filter((file) => file.endsWith('.history.json'));
  return Promise.all(
    files.sort().map(async (file) => {
      const history = JSON.parse(await readFile(join(recorded, file), 'utf8'), bytesBack) as History;
      const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
      const name = file.replace('.history.json', '');
      const runId = started?.originalExecutionRunId;
      if (!started?.workflowId || !started.workflowType?.name || !runId)
        throw new Error(`Expected ${file} to begin with the start of a workflow`);
      return { name, workflowId: started.workflowId, runId, workflowType: started.workflowType.name, history };
    })
  );
}

/** What monitors of older versions handed over when they continued as new, by version. */
export async function recordedStates(): Promise<Map<string, MonitorInput>> {
  const files = (await readdir(recorded, { recursive: true })).filter((file) => file.endsWith('monitor-input.json'));
  const read = async (file: string): Promise<[string, MonitorInput]> => [
    file.split('/')[0]!,
    JSON.parse(await readFile(join(recorded, file), 'utf8')) as MonitorInput,
  ];
  return new Map(await Promise.all(files.sort().map(read)));
}

/**
 * Writes a history as the client got it, but without stack traces: they tell of the machine it was recorded on. Not in
 * the form of `historyToJSON`, which fails where npm installs two versions of protobufjs.
 */
export async function writeHistory(folder: string, name: string, history: History): Promise<number> {
  await writeFile(join(folder, `${name}.history.json`), `${JSON.stringify(plain(history))}\n`);
  return history.events?.length ?? 0;
}

/** The input of the next run, from the history of a run that has continued as new. */
export async function writeCarriedInput(folder: string, history: History): Promise<void> {
  const ended = history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes;
  const data = ended?.input?.payloads?.[0]?.data;
  if (!data) throw new Error('Expected the run to have continued as new');
  const input = JSON.parse(Buffer.from(data).toString()) as MonitorInput;
  if (!input.carried?.state.inFlight) throw new Error('Expected a retrain to be under way; record once more');
  await writeFile(join(folder, 'monitor-input.json'), `${JSON.stringify(input, null, 1)}\n`);
}

// --- internal ---

/** As it is in memory, 64-bit numbers in their halves: the messages' own `toJSON` gives what only they can read. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key, found]) => key !== 'stackTrace' && found !== null);
  return Object.fromEntries(entries.map(([key, found]) => [key, plain(found)]));
}

function bytesBack(_: string, value: unknown): unknown {
  const { base64 } = (value ?? {}) as { base64?: unknown };
  return typeof base64 === 'string' ? Buffer.from(base64, 'base64') : value;
}
