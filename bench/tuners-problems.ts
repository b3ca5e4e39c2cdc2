import { readFileSync } from 'node:fs';
import type { JsonObject } from '../src/terms/json.ts';
import { createRng } from '../src/stats/rng.ts';
import type { SearchSpace } from '../src/tuners/tuner.ts';

/** Something to minimise. `optimum` is the known least value, where one is known. */
export interface Problem {
  space: SearchSpace;
  optimum: number | null;
  loss: (params: JsonObject) => number;
}

export const problems: Record<string, Problem> = {
  branin: {
    space: { x1: { type: 'float', low: -5, high: 10 }, x2: { type: 'float', low: 0, high: 15 } },
    optimum: 0.397887,
    loss: (params) => {
      const [x1, x2] = numbers(params, ['x1', 'x2']) as [number, number];
      const valley = x2 - (5.1 / (4 * Math.PI ** 2)) * x1 ** 2 + (5 / Math.PI) * x1 - 6;
      return valley ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x1) + 10;
    },
  },
  hartmann6: {
    space: floats(6, 0, 1),
    optimum: -3.32237,
    loss: (params) => {
      const x = numbers(params, names(6));
      return -hartmann.reduce((sum, { weight, scale, center }) => {
        const distance = scale.reduce((total, a, i) => total + a * (x[i]! - center[i]!) ** 2, 0);
        return sum + weight * Math.exp(-distance);
      }, 0);
    },
  },
  rosenbrock5: {
    space: floats(5, -2.048, 2.048),
    optimum: 0,
    loss: (params) => {
      const x = numbers(params, names(5));
      return x.slice(1).reduce((sum, next, i) => sum + 100 * (next - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2, 0);
    },
  },
  // A response surface as training has one: a best learning rate that depends on the batch size, depth that saturates,
  // one family that is better than the others.
  mixed: {
    space: {
      learningRate: { type: 'float', low: 1e-5, high: 1, log: true },
      batchSize: { type: 'int', low: 8, high: 512, log: true },
      layers: { type: 'int', low: 1, high: 12 },
      optimizer: { type: 'choice', values: ['sgd', 'momentum', 'adam', 'rmsprop'] },
      dropout: { type: 'float', low: 0, high: 0.9 },
    },
    optimum: 0,
    loss: (params) => {
      const [rate, batch, layers, dropout] = numbers(params, ['learningRate', 'batchSize', 'layers', 'dropout']) as [
        number,
        number,
        number,
        number,
      ];
      const best = { sgd: -1, momentum: -1.7, adam: -3, rmsprop: -2.7 }[params['optimizer'] as string]!;
      const offset = { sgd: 0.25, momentum: 0.08, adam: 0, rmsprop: 0.12 }[params['optimizer'] as string]!;
      const rateLoss = (Math.log10(rate) - best - 0.5 * Math.log10(batch / 64)) ** 2;
      return (
        offset + 0.3 * rateLoss + 0.02 * (layers - 7) ** 2 + (dropout - 0.2) ** 2 + 0.05 * Math.log2(batch / 64) ** 2
      );
    },
  },
  // A real model: logistic regression by stochastic gradient descent on 2,000 days of weather, judged on the next 500.
  rain: {
    space: {
      learningRate: { type: 'float', low: 1e-4, high: 1, log: true },
      batchSize: { type: 'int', low: 8, high: 256, log: true },
      epochs: { type: 'int', low: 1, high: 12 },
      l2: { type: 'float', low: 1e-6, high: 1, log: true },
      features: { type: 'choice', values: ['linear', 'squares', 'products'] },
    },
    optimum: null,
    loss: rainLoss,
  },
};

// --- internal ---

function names(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `x${i + 1}`);
}

function floats(count: number, low: number, high: number): SearchSpace {
  return Object.fromEntries(names(count).map((name) => [name, { type: 'float', low, high }]));
}

function numbers(params: JsonObject, wanted: string[]): number[] {
  return wanted.map((name) => params[name] as number);
}

const hartmann = [
  { weight: 1, scale: [10, 3, 17, 3.5, 1.7, 8], center: [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886] },
  { weight: 1.2, scale: [0.05, 10, 17, 0.1, 8, 14], center: [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991] },
  { weight: 3, scale: [3, 3.5, 1.7, 10, 17, 8], center: [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665] },
  { weight: 3.2, scale: [17, 8, 0.05, 10, 0.1, 14], center: [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381] },
];

let weather: { inputs: number[][]; rain: number[] } | null = null;

function rainLoss(params: JsonObject): number {
  weather ??= readWeather();
  const { inputs, rain } = weather;
  const [rate, batch, epochs, l2] = numbers(params, ['learningRate', 'batchSize', 'epochs', 'l2']) as [
    number,
    number,
    number,
    number,
  ];
  const rows = inputs.map((row) => expanded(row, params['features'] as string));
  const weights = rows[0]!.map(() => 0);
  const rng = createRng(1);
  const training = Array.from({ length: 2000 }, (_, day) => day);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = rng.shuffle(training);
    for (let from = 0; from < order.length; from += batch) {
      const days = order.slice(from, from + batch);
      const gradient = weights.map((weight) => l2 * weight);
      for (const day of days) {
        const error = (probability(weights, rows[day]!) - rain[day]!) / days.length;
        for (let i = 0; i < weights.length; i++) gradient[i]! += error * rows[day]![i]!;
      }
      for (let i = 0; i < weights.length; i++) weights[i]! -= rate * gradient[i]!;
    }
  }
  let loss = 0;
  for (let day = 2000; day < 2500; day++) {
    const chance = Math.min(Math.max(probability(weights, rows[day]!), 1e-9), 1 - 1e-9);
    loss -= Math.log(rain[day] === 1 ? chance : 1 - chance) / 500;
  }
  return loss;
}

function probability(weights: number[], row: number[]): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * row[i]!;
  return 1 / (1 + Math.exp(-sum));
}

function expanded(row: number[], features: string): number[] {
  if (features === 'linear') return [1, ...row];
  if (features === 'squares') return [1, ...row, ...row.map((x) => x * x)];
  return [1, ...row, ...row.flatMap((x, i) => row.slice(i).map((y) => x * y))];
}

function readWeather(): { inputs: number[][]; rain: number[] } {
  const path = new URL('../examples/data/noaa-rain.csv', import.meta.url);
  const lines = readFileSync(path, 'utf8').split('\n').slice(1, 2501);
  const rows = lines.map((line) => line.split(',').map(Number));
  return { inputs: rows.map((row) => row.slice(1, 9)), rain: rows.map((row) => row[9]!) };
}
