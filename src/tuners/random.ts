import { createRng } from '../stats/rng.ts';
import { drawUntried, firstProposal } from './draw.ts';
import type { Tuner } from './tuner.ts';

/**
 * Draws every parameter evenly and independently (in the exponent where `log` is set), and no point twice.
 *
 * Use for: a baseline, very many parallel trials. Not for: getting the most out of few trials (use `tpe`).
 */
export const random: Tuner = {
  name: 'random',
  ask(request) {
    return firstProposal(request) ?? drawUntried(request, createRng(request.seed, request.number));
  },
};
