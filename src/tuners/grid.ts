import { ConfigurationError } from '../terms/errors.ts';
import { permuted } from '../stats/rng.ts';
import { firstProposal } from './draw.ts';
import { gridLattice } from './lattice.ts';
import type { Tuner } from './tuner.ts';

/**
 * Tries every combination of evenly spread values once, in an order shuffled by the seed: a study that ends early has
 * then seen a fair sample of the grid rather than one corner.
 *
 * Use for: few parameters, results that are easy to compare. Not for: more than three or four parameters (use `tpe`).
 */
export const grid: Tuner = {
  name: 'grid',
  ask(request) {
    const first = firstProposal(request);
    if (first) return first;
    const { size, point } = gridLattice(request.space);
    if (size > Number.MAX_SAFE_INTEGER) {
      const advice = 'lower `points`, fix some parameters, or use the tuner random or tpe';
      throw new ConfigurationError(
        `Expected the grid to have at most 2^53 points, got ${size.toExponential(1)}; ${advice}`
      );
    }
    const index = request.number - (firstProposal({ ...request, number: 0 }) ? 1 : 0);
    return index < size ? point(permuted(index, size, request.seed)) : null;
  },
};
