import { fileURLToPath } from 'node:url';
import { defineMonitor } from 'temporal-retrain';

/** When to retrain the rain model, and how. */
export const monitor = defineMonitor({
  model: 'weather:rain',
  metrics: {
    accuracy: { detectors: [{ type: 'ewma-limit', alpha: 0.2, below: 0.72 }] }, // judges after 1/alpha values
    latencyMs: { detectors: [{ type: 'patience', above: 200, patience: 3 }] }, // three in a row
  },
  schedules: [{ id: 'monthly', cron: '0 3 1 * *', timeZone: 'Europe/Berlin', severity: 'full' }],
  cooldown: '24h',
  retrain: {
    trainer: {
      name: 'in-process',
      options: {
        data: {
          csv: fileURLToPath(import.meta.resolve('temporal-retrain/examples/data/noaa-rain.csv')),
          time: 'day',
          timeUnit: 'day',
          label: 'rain',
        },
      },
    },
    tuning: { tuner: 'tpe', trials: 5, space: { learningRate: { type: 'float', low: 1e-4, high: 1e-1, log: true } } },
    data: { softSamples: 1_500, holdoutSamples: 365 },
    gate: { gains: [{ metric: 'accuracy', minGain: 0.005 }] },
    promotion: 'challenger', // a person approves; 'auto' serves what passes the gate
  },
});
