// Your own trainer: two methods. This one fits a line by least squares to points that it makes itself.
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Artifact, EvaluateResult, Trainer, TrainResult } from 'temporal-retrain';

interface Line {
  slope: number;
  offset: number;
}

export function lineTrainer(folder: string, points: () => Promise<[number, number][]>): Trainer {
  return {
    name: 'line',

    async train({ retrainId, attempt, data }, context): Promise<TrainResult> {
      const rows = (await points()).slice(0, -data.holdoutSamples);
      context.heartbeat({ fraction: 0.5, message: `${rows.length} points read` });
      context.signal.throwIfAborted();
      const line = fit(rows);
      const path = `${folder}/${encodeURIComponent(retrainId)}-${attempt}.json`;
      const artifact = await write(path, line);
      return {
        artifact,
        metrics: { mae: meanError(line, rows) },
        dataWindow: { from: null, to: null, samples: rows.length },
      };
    },

    async evaluate({ artifact, data }): Promise<EvaluateResult> {
      const line = JSON.parse(await readFile(fileURLToPath(artifact.uri), 'utf8')) as Line;
      const rows = (await points()).slice(-data.holdoutSamples);
      const losses = rows.map(([x, y]) => Math.abs(line.slope * x + line.offset - y));
      return {
        metrics: { mae: meanError(line, rows) },
        samples: rows.length,
        holdout: { from: null, to: null, samples: rows.length },
        losses,
      };
    },
  };
}

function fit(rows: [number, number][]): Line {
  const mean = (pick: (row: [number, number]) => number): number =>
    rows.reduce((sum, row) => sum + pick(row), 0) / rows.length;
  const [mx, my] = [mean(([x]) => x), mean(([, y]) => y)];
  const slope = mean(([x, y]) => (x - mx) * (y - my)) / mean(([x]) => (x - mx) ** 2);
  return { slope, offset: my - slope * mx };
}

function meanError(line: Line, rows: [number, number][]): number {
  return rows.reduce((sum, [x, y]) => sum + Math.abs(line.slope * x + line.offset - y), 0) / rows.length;
}

async function write(path: string, line: Line): Promise<Artifact> {
  const bytes = Buffer.from(JSON.stringify(line));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { uri: pathToFileURL(path).href, sha256, bytes: bytes.length };
}
