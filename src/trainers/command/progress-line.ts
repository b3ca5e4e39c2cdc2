import { z } from 'zod';
import type { Progress } from '../trainer.ts';

/**
 * The progress that a line of a program's output tells, if it is such a line: `progress {"fraction": 0.5}`, or just the
 * JSON object. Besides `fraction` it may have `message`, `score` and `checkpoint`.
 */
export function progressOfLine(line: string): Progress | undefined {
  const text = line.startsWith('progress ') ? line.slice('progress '.length).trim() : line;
  if (!text.startsWith('{')) return undefined;
  try {
    return progressSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

// --- internal ---

const progressSchema = z.object({
  fraction: z.number().min(0).max(1),
  message: z.string().max(1000).default('training'),
  score: z.number().optional(),
  checkpoint: z.string().max(2000).optional(),
});
