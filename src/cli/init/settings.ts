import type { SeenColumns } from './columns.ts';
import type { TimeUnit } from '../../rows/time.ts';

/** Where the models are trained. */
export const initKinds = {
  demo: 'real data of the package, trained in this process: runs at once',
  csv: 'your own rows in a CSV, trained here: two classes, or a number',
  command: 'a script of yours, in any language: an example in plain Python',
  python: 'a Python worker with scikit-learn, on a task queue of its own',
} as const;

export type InitKind = keyof typeof initKinds;

/** What `init` brings along to run at once, and what to do with it; `undefined` where the rows are a person's own. */
export function sampleText({ kind, model }: Pick<InitSettings, 'kind' | 'model'>): string | undefined {
  if (kind === 'csv' || model === sampleModel) return undefined;
  const learns = 'a sample that learns rain, by accuracy';
  const inFile = '`retrain` of the monitor file';
  if (kind === 'demo')
    return `data/rain.csv is ${learns}: put your own rows in its place, and their columns into ${inFile}`;
  const program = kind === 'command' ? 'train.py' : 'worker.py';
  return `${program} and data/rain.csv are ${learns}: put your own in their place, and into ${inFile} what they take and measure`;
}

/** The model that is really about the rain. */
export const sampleModel = 'weather:rain';

/** Newest rows of a person's own CSV that are kept for the comparison with the champion. */
export const csvHoldout = 200;

/** What `init` needs to know. */
export interface InitSettings {
  kind: InitKind;
  /** `<project>:<name>` */
  model: string;
  metric: string;
  /** Fires when the metric's average is beyond it; `null`: a detector finds changes by itself. */
  limit: number | null;
  /** Which side of the limit is bad. */
  side: 'below' | 'above';
  promotion: 'challenger' | 'auto';
  /** For `csv`: the file, relative to the folder, and its columns. */
  data?: { csv: string; time: string; label: string; features?: string[]; timeUnit?: TimeUnit };
  /** For `csv`: what is learned of its labels, and which of them counts as positive where they do not say it. */
  learns?: { task?: 'regression'; positive?: string };
  /** For `csv`. */
  seen?: SeenColumns;
}
