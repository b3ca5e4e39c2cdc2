// Your own trainer: two methods. This one fits a line by gradient descent to points that somebody else keeps.
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { TrainingError } from 'temporal-retrain';
import type { Artifact, DataSelection, EvaluateResult, Trainer, TrainResult } from 'temporal-retrain';

export interface Point {
  /** Event time, epoch milliseconds. */
  at: number;
  x: number;
  y: number;
}

interface Line {
  slope: number;
  offset: number;
}

export function lineTrainer(folder: string, points: () => Promise<Point[]>): Trainer {
  return {
    name: 'line',

    async train({ retrainId, attempt, trial, kind, base, data, hyperparameters }, context): Promise<TrainResult> {
      const { training } = select(await points(), data);
      if (training.length < 10)
        // Permanent: no retry makes more rows.
        throw new TrainingError(`Expected at least 10 points, got ${training.length}`, { permanent: true });
      const validation = training.slice(-Math.ceil(training.length / 5));
      // A soft retrain continues from the champion; a full one starts from nothing.
      const start = kind === 'soft' && base ? await load(base) : { slope: 0, offset: 0 };
      const { learningRate = 0.1, epochs = 50 } = hyperparameters as { learningRate?: number; epochs?: number };
      let line = start;
      for (let epoch = 1; epoch <= epochs; epoch++) {
        context.signal.throwIfAborted();
        line = descend(line, training.slice(0, -validation.length), learningRate);
        // `score` lets the tuner stop a trial early.
        context.heartbeat({
          fraction: epoch / epochs,
          message: `epoch ${epoch}`,
          score: meanError(line, validation),
        });
      }
      // Named after the attempt and the trial, so that nobody overwrites anything.
      const name = [encodeURIComponent(retrainId), trial?.number ?? 'final', attempt].join('-');
      const artifact = await write(`${folder}/${name}.json`, line);
      return { artifact, metrics: { mae: meanError(line, validation) }, dataWindow: windowOf(training) };
    },

    async evaluate({ artifact, data }): Promise<EvaluateResult> {
      const line = await load(artifact);
      const { heldOut } = select(await points(), data);
      return {
        metrics: { mae: meanError(line, heldOut) },
        samples: heldOut.length,
        holdout: windowOf(heldOut),
        losses: heldOut.map((point) => errorAt(line, point)),
      };
    },
  };
}

/** The rows that a request allows, oldest first: never one later than `to`, and the newest held out. */
function select(points: Point[], data: DataSelection): { training: Point[]; heldOut: Point[] } {
  const known = [...points].sort((a, b) => a.at - b.at).filter(({ at }) => data.to === null || at <= data.to);
  const newest = data.to ?? known.at(-1)?.at ?? 0;
  const rows = known
    .slice(data.lastSamples === undefined ? 0 : -data.lastSamples)
    .filter(({ at }) => data.lastMs === undefined || at >= newest - data.lastMs)
    .filter(({ at }) => data.from === undefined || at > data.from);
  const cut = Math.max(0, rows.length - data.holdoutSamples);
  return { training: rows.slice(0, cut), heldOut: rows.slice(cut) };
}

function windowOf(rows: Point[]): { from: number | null; to: number | null; samples: number } {
  return { from: rows[0]?.at ?? null, to: rows.at(-1)?.at ?? null, samples: rows.length };
}

function descend({ slope, offset }: Line, rows: Point[], rate: number): Line {
  const mean = (of: (row: Point) => number): number => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const residual = ({ x, y }: Point): number => slope * x + offset - y;
  return {
    slope: slope - rate * mean((row) => residual(row) * row.x),
    offset: offset - rate * mean(residual),
  };
}

function errorAt({ slope, offset }: Line, { x, y }: Point): number {
  return Math.abs(slope * x + offset - y);
}

function meanError(line: Line, rows: Point[]): number {
  return rows.reduce((sum, point) => sum + errorAt(line, point), 0) / Math.max(1, rows.length);
}

async function load(artifact: Artifact): Promise<Line> {
  return JSON.parse(await readFile(fileURLToPath(artifact.uri), 'utf8')) as Line;
}

async function write(path: string, line: Line): Promise<Artifact> {
  const bytes = Buffer.from(JSON.stringify(line));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { uri: pathToFileURL(path).href, sha256, bytes: bytes.length };
}
