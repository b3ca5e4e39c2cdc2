import { excerpt } from '../../terms/visible-text.ts';
import {
  answeredWindow,
  artifactBelow,
  compared,
  evaluationParts,
  measured,
  paired,
  placeOrArtifact,
} from './trainer-parts.ts';
import { checkParams } from '../../tuners/check-params.ts';
import { dataWindow } from './read-release.ts';
import { expected, Fault, fields, isObject, nullable, type Fields, type Reader } from '../wire/read.ts';
import { shareFault } from '../../terms/metric-kinds.ts';
import { undecodableMarker } from '../../terms/message-names.ts';
import type { Artifact, DataWindow, Evaluation } from '../state/lineage.ts';
import type { JsonObject } from '../../terms/json.ts';
import type { SearchSpace } from '../../tuners/tuner.ts';

// What a trainer gives back, in form and in size: the one place where that is said. Trainers that run a program or call
// a service read by it, the activities do whatever trainer they have asked, and the workflow does, since workers in
// other languages answer too.

interface Trained<A> {
  artifact: A;
  metrics: Record<string, number>;
  dataWindow: DataWindow;
}

/** The result of a training; `place` is the start of every artifact's URI, where the policy names one. */
export function trainResult(place?: string): Reader<Trained<Artifact>> {
  return answered({ artifact: artifactBelow(place), metrics: measured, dataWindow: answeredWindow });
}

/** The same of a program or service that may only say where the artifact lies. */
export const claimedTrainResult: Reader<Trained<Artifact | string>> = answered({
  artifact: placeOrArtifact(),
  metrics: measured,
  dataWindow,
});

/** The result of an evaluation. */
export const evaluateResult: Reader<Fields<typeof evaluationParts>> = (value, at) => {
  const read = answered(evaluationParts)(value, at);
  if (read instanceof Fault || read.losses === undefined || read.losses.length === read.samples) return read;
  return expected('losses', 'one loss a held-out row, as many as `samples`', `${read.losses.length} losses`);
};

/** The answer to `retrain.compare`. */
export const comparison = answered({
  champion: nullable(compared),
  challenger: compared,
  holdout: answeredWindow,
  paired,
});

/** A share in per cent in what was evaluated: it would pass every floor. */
export function evaluationShareFault({
  metrics,
  slices = {},
}: Pick<Evaluation, 'metrics' | 'slices'>): string | undefined {
  for (const each of [metrics, ...Object.values(slices)]) {
    const fault = shareFault(each);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The same of both sides of a comparison. */
export function comparedShareFault(sides: {
  champion: Pick<Evaluation, 'metrics' | 'slices'> | null;
  challenger: Pick<Evaluation, 'metrics' | 'slices'>;
}): string | undefined {
  for (const name of ['champion', 'challenger'] as const) {
    const fault = sides[name] ? evaluationShareFault(sides[name]) : undefined;
    if (fault !== undefined) return `of the ${name}, ${fault}`;
  }
  return undefined;
}

/**
 * What keeps an external tuner's answer from being a point of the space, with what is active there and nothing else.
 */
export function proposalFault(answer: unknown, space: SearchSpace): Fault | undefined {
  const odd = oddAnswer(answer);
  if (odd) return odd;
  const fault = checkParams(space, answer as JsonObject)[0];
  return fault && new Fault(`parameter \`${excerpt(fault.field, 80)}\`: ${fault.message}`);
}

// --- internal ---

/** A whole answer: an object, and one that could be read at all. */
function answered<S extends Parameters<typeof fields>[0]>(shape: S): Reader<Fields<S>> {
  const read = fields(shape);
  return (value, at) => oddAnswer(value) ?? read(value, at);
}

function oddAnswer(answer: unknown): Fault | undefined {
  if (!isObject(answer)) return expected('result', 'an object', answer);
  const broken = answer[undecodableMarker];
  if (broken === undefined) return undefined;
  const why = typeof broken === 'string' ? broken.slice(0, 200) : 'broken';
  // Python's json writes NaN and Infinity as they are, which no JSON is.
  return new Fault(
    `expected \`result\` to be JSON, got what cannot be read (${JSON.stringify(why)}); did the training diverge to NaN?`
  );
}
