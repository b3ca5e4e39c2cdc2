import { trainerOptions } from './rain-data.ts';
import type { MonitorFile } from '../config/schema/monitor-schema.ts';

export const demoLimit = 0.72;
export const demoAlpha = 0.2;
export const demoHyperparameters = { learningRate: 0.01, batchSize: 64, epochs: 20, l2: 1e-4 };

/** On the data's clock: a year after a retrain began the next one may begin. */
export const demoCooldownDays = 365;

export interface DemoMonitorOptions {
  model: string;
  csv: string;
  trials: number;
  /** `over`: the cool-down has passed on the data's clock, whatever the wall clock says. @default 'holds' */
  cooldown?: 'holds' | 'over';
}

/** The demo's monitor, as a user would write it. */
export function demoMonitor({ model, csv, trials, cooldown = 'holds' }: DemoMonitorOptions): MonitorFile {
  return {
    model,
    metrics: {
      accuracy: {
        alpha: demoAlpha,
        // Each point is a quarter of a year, an average of some ninety days: the first one may be judged.
        detectors: [{ type: 'ewma-limit', alpha: demoAlpha, below: demoLimit, minSamples: 1 }],
      },
    },
    cooldown: cooldown === 'holds' ? `${demoCooldownDays}d` : '1ms',
    // The demo keeps one length of cool-down on the data's clock.
    backoff: 1,
    breakerAfter: 5,
    retrain: {
      trainer: { name: 'in-process', options: trainerOptions(csv), retryInterval: '1s' },
      hyperparameters: demoHyperparameters,
      tuning: {
        tuner: 'tpe',
        trials,
        metric: 'accuracy',
        goal: 'maximize',
        space: {
          learningRate: { type: 'float', low: 1e-3, high: 1e-1, log: true },
          batchSize: { type: 'int', low: 16, high: 128 },
          epochs: { type: 'int', low: 5, high: 40 },
        },
      },
      data: { softSamples: 1500, fullSamples: 1500, holdoutSamples: 365 },
      gate: { minSamples: 200, gains: [{ metric: 'accuracy', minGain: 0.005 }], significance: 0.05 },
      promotion: 'auto',
      // Twelve points are three years; a hundred would be twenty-five, enough for the weather itself to change.
      probation: { samples: 12, timeout: '30d' },
      timeout: '10m',
    },
  };
}
