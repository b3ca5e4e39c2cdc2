import type { JsonObject } from '../terms/json.ts';
import { fromUnit, nearest, valueCount } from './dimension.ts';
import { orderedDimensions } from './params.ts';
import type { Choice, Conditional, SearchSpace } from './tuner.ts';

/**
 * All points of a space whose dimensions take finitely many values each, numbered from 0, none of them built in
 * advance. A dimension has at most one condition, so the space is a forest: the points below a value are the product of
 * the dimensions that it switches on.
 */
export interface Lattice {
  /** `Infinity` when a dimension takes infinitely many values. */
  size: number;
  point: (index: number) => JsonObject;
}

/** Every point of the space itself; its size is `Infinity` when a float has room. */
export function fullLattice(space: SearchSpace): Lattice {
  return lattice(space, allValues);
}

/**
 * The points of a grid: every choice, `points` values of a number (default 5; all of an int that has a `step`, or no
 * more than 5), evenly spread over the range, on the log scale when the dimension has one. A value that a condition
 * names is always among them.
 */
export function gridLattice(space: SearchSpace): Lattice {
  return lattice(space, gridValues);
}

// --- internal ---

const defaultPoints = 5;

interface Values {
  count: number;
  at: (position: number) => Choice;
  positionOf: (value: Choice) => number;
}

interface Node {
  name: string;
  values: Values;
  /** Positions of the values that switch other dimensions on, ascending, with those dimensions. */
  branches: { position: number; children: Node[]; size: number }[];
  size: number;
}

function lattice(space: SearchSpace, valuesOf: (dimension: Conditional, named: Choice[]) => Values): Lattice {
  const dimensions = orderedDimensions(space);

  function grow([name, dimension]: [string, Conditional]): Node {
    const children = dimensions.filter(([, child]) => child.when?.name === name);
    const named = [...new Set(children.flatMap(([, child]) => child.when?.in ?? []))];
    const values = valuesOf(dimension, named);
    const branches = named
      .map((value) => {
        const nodes = children.filter(([, child]) => child.when?.in.includes(value)).map(grow);
        return { position: values.positionOf(value), children: nodes, size: product(nodes) };
      })
      .sort((a, b) => a.position - b.position);
    const leaves = values.count - branches.length;
    return { name, values, branches, size: branches.reduce((sum, branch) => sum + branch.size, leaves) };
  }

  const roots = dimensions.filter(([, dimension]) => dimension.when === undefined).map(grow);
  return {
    size: product(roots),
    point(index) {
      const params: JsonObject = {};
      placeAll(params, roots, index);
      return params;
    },
  };
}

const product = (nodes: Node[]): number => nodes.reduce((size, node) => size * node.size, 1);

function placeAll(params: JsonObject, nodes: Node[], index: number): void {
  let rest = index;
  for (const node of nodes) {
    place(params, node, rest % node.size);
    rest = Math.floor(rest / node.size);
  }
}

/** Branches come first, then the values that switch nothing on. */
function place(params: JsonObject, { name, values, branches }: Node, index: number): void {
  let rest = index;
  for (const branch of branches) {
    if (rest < branch.size) {
      params[name] = values.at(branch.position);
      placeAll(params, branch.children, rest);
      return;
    }
    rest -= branch.size;
  }
  for (const branch of branches) if (branch.position <= rest) rest += 1;
  params[name] = values.at(rest);
}

function allValues(dimension: Conditional): Values {
  if (dimension.type === 'choice') return listed(dimension.values);
  const { low } = dimension;
  const step = dimension.type === 'int' ? (dimension.step ?? 1) : 1;
  return {
    count: valueCount(dimension),
    at: (position) => low + position * step,
    positionOf: (value) => ((value as number) - low) / step,
  };
}

function gridValues(dimension: Conditional, named: Choice[]): Values {
  if (dimension.type === 'choice') return listed(dimension.values);
  const { type, low, high, log } = dimension;
  const all = valueCount(dimension);
  const every = type === 'int' && dimension.step !== undefined && dimension.points === undefined;
  const points = every ? all : (dimension.points ?? defaultPoints);
  if (all <= points) return allValues(dimension);
  const line = { type: 'float', low, high, log } as const;
  const spread = Array.from({ length: points }, (_, i) => fromUnit(line, points === 1 ? 0.5 : i / (points - 1)));
  // Near the low end of a log range several places round to one int.
  return listed([...new Set([...spread.map((value) => nearest(dimension, value) as number), ...named])]);
}

function listed(values: readonly Choice[]): Values {
  return { count: values.length, at: (i) => values[i] as Choice, positionOf: (value) => values.indexOf(value) };
}
