import { execFileSync, spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** River's detectors in a Python process beside this one, one request at a time. */
export interface River {
  /** Keeps the streams for the requests that follow. */
  keep(streams: readonly number[][]): Promise<void>;
  run(request: RiverRequest): Promise<RiverAlarms[]>;
  /** Updates a second over the first `n` values of the stream number `of`. */
  time(request: RiverRequest, of: number, n: number): Promise<number>;
  close(): void;
}

export interface RiverRequest {
  name: string;
  params: Record<string, unknown>;
  /** Values that mean and deviation are learned from before the detector sees any. */
  burnIn?: number;
  /** Only these streams. */
  of?: number[];
}

export interface RiverAlarms {
  drifts: number[];
  warnings: number[];
}

export const riverVersion = '0.26.1';

/** Starts it at the first request, in a virtual environment that is made at the first time. */
export function startRiver(): River {
  let child: RiverProcess | undefined;
  let asked: ReturnType<typeof asker> | undefined;
  const ask: ReturnType<typeof asker> = (request) => {
    child ??= spawnRiver();
    asked ??= asker(child);
    return asked(request);
  };
  return {
    keep: async (streams) => void (await ask({ streams })),
    run: ({ name, params, burnIn, of }) => ask({ run: name, params, burn_in: burnIn, of }) as Promise<RiverAlarms[]>,
    time: ({ name, params, burnIn }, of, n) => ask({ time: name, params, burn_in: burnIn, of, n }) as Promise<number>,
    close: () => child?.stdin.end(),
  };
}

// --- internal ---

type RiverProcess = ChildProcessByStdio<Writable, Readable, null>;

function spawnRiver(): RiverProcess {
  return spawn(python(), [fileURLToPath(new URL('river-side.py', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
}

function python(): string {
  const home = fileURLToPath(new URL('../../.cache/river-venv', import.meta.url));
  const binary = `${home}/bin/python`;
  if (!existsSync(binary)) {
    console.log(`making ${home} with river ${riverVersion}`);
    execFileSync('python3', ['-m', 'venv', home], { stdio: 'inherit' });
    execFileSync(binary, ['-m', 'pip', 'install', '--quiet', `river==${riverVersion}`], { stdio: 'inherit' });
  }
  return binary;
}

function asker(child: RiverProcess): (request: object) => Promise<unknown> {
  const waiting: { resolve(value: unknown): void; reject(error: Error): void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(JSON.parse(line)));
  child.on('exit', (code) => {
    for (const one of waiting.splice(0)) one.reject(new Error(`River's process ended with code ${code}`));
  });
  return (request) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.stdin.write(`${JSON.stringify(request)}\n`);
    });
}
