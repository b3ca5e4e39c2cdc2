import { checkParams } from '../../tuners/check-params.ts';
import { shareFault } from '../../terms/metric-kinds.ts';
import type { Artifact, Evaluation } from '../state/lineage.ts';
import type { JsonObject } from '../../terms/json.ts';
import { undecodableMarker } from '../../terms/message-names.ts';
import type { SearchSpace } from '../../tuners/tuner.ts';

/**
 * What keeps the answer to `retrain.train` from being a `TrainResult`, as a sentence; `undefined` when nothing does. Workers
 * in other languages answer too, so nothing is taken for granted.
 *
 * @param place start of every artifact's URI, where the policy names one
 */
export function trainResultFault(answer: unknown, place?: string): string | undefined {
  const result = fieldsOf(answer);
  if (typeof result === 'string') return result;
  return (
    artifactFault(result['artifact'], place) ??
    metricsFault('metrics', result['metrics']) ??
    windowFault('dataWindow', result['dataWindow'])
  );
}

/** The same for the answer to `retrain.compare`. */
export function comparisonFault(answer: unknown): string | undefined {
  const result = fieldsOf(answer);
  if (typeof result === 'string') return result;
  const { champion, challenger, holdout, paired } = result;
  return (
    (champion === null ? undefined : evaluationFault('champion', champion)) ??
    evaluationFault('challenger', challenger) ??
    windowFault('holdout', holdout) ??
    (paired === null || paired === undefined ? undefined : pairedFault(paired))
  );
}

/** A share in per cent in what was evaluated: it would pass every floor. Only of what `comparisonFault` finds sound. */
export function evaluatedShareFault({
  champion,
  challenger,
}: {
  champion: Evaluated | null;
  challenger: Evaluated;
}): string | undefined {
  for (const [name, evaluation] of Object.entries({ champion, challenger })) {
    if (!evaluation) continue;
    const fault =
      shareFault(evaluation.metrics) ??
      Object.values(evaluation.slices ?? {})
        .map(shareFault)
        .find((one) => one !== undefined);
    if (fault !== undefined) return `of the ${name}, ${fault}`;
  }
  return undefined;
}

/** The same for an external tuner's proposal: a point of the space, with what is active there and nothing else. */
export function proposalFault(answer: unknown, space: SearchSpace): string | undefined {
  const params = fieldsOf(answer);
  if (typeof params === 'string') return params;
  const fault = checkParams(space, params as JsonObject)[0];
  return fault && `parameter \`${fault.field.slice(0, 80)}\`: ${fault.message}`;
}

// --- internal ---

type Evaluated = Pick<Evaluation, 'metrics' | 'slices'>;

type Fields = Record<string, unknown>;

function fieldsOf(answer: unknown): Fields | string {
  if (!isObject(answer)) return expected('result', 'an object', answer);
  const broken = answer[undecodableMarker];
  // Python's json writes NaN and Infinity as they are, which no JSON is.
  if (broken !== undefined)
    return `expected \`result\` to be JSON, got what cannot be read (${JSON.stringify(broken)}); did the training diverge to NaN?`;
  return answer;
}

function artifactFault(value: unknown, place: string | undefined): string | undefined {
  if (!isObject(value)) return expected('artifact', 'an object with `uri`, `sha256` and `bytes`', value);
  const { uri, sha256, bytes } = value as Partial<Artifact>;
  if (typeof uri !== 'string' || uri.length > 2_048 || !uriPattern.test(uri))
    return expected('artifact.uri', 'a URI such as `file:///models/1.bin` or `s3://models/1.bin`', uri);
  if (/(^|[/\\]|%2f|%5c)(\.|%2e){1,2}([/\\]|%2f|%5c|$)/i.test(uri))
    return expected('artifact.uri', 'a URI without steps such as `..`', uri);
  if (place !== undefined && !uri.startsWith(place.endsWith('/') ? place : `${place}/`))
    return expected('artifact.uri', `a URI below \`${place}\`, as \`retrain.trainer.artifacts\` says`, uri);
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256))
    return expected('artifact.sha256', '64 lower-case hexadecimal digits', sha256);
  return isCount(bytes) ? undefined : expected('artifact.bytes', 'a byte count', bytes);
}

function evaluationFault(name: string, value: unknown): string | undefined {
  if (!isObject(value)) return expected(name, 'an object with `metrics` and `samples`', value);
  const { metrics, slices, samples } = value;
  if (!isCount(samples)) return expected(`${name}.samples`, 'a count of rows', samples);
  const fault = metricsFault(`${name}.metrics`, metrics);
  if (fault !== undefined || slices === undefined) return fault;
  if (!isObject(slices)) return expected(`${name}.slices`, 'an object of metrics', slices);
  for (const [slice, each] of Object.entries(slices)) {
    const inSlice = metricsFault(`${name}.slices.${slice}`, each);
    if (inSlice !== undefined) return inSlice;
  }
  return undefined;
}

function metricsFault(name: string, value: unknown): string | undefined {
  if (!isObject(value) || Object.keys(value).length === 0) return expected(name, 'at least one metric', value);
  for (const [metric, each] of Object.entries(value))
    if (!Number.isFinite(each)) return expected(`${name}.${metric}`, 'a finite number', each);
  return undefined;
}

function windowFault(name: string, value: unknown): string | undefined {
  if (!isObject(value)) return expected(name, 'an object with `from`, `to` and `samples`', value);
  for (const end of ['from', 'to'])
    if (value[end] !== null && !Number.isFinite(value[end]))
      return expected(`${name}.${end}`, 'a time in epoch milliseconds, or null', value[end]);
  return isCount(value['samples']) ? undefined : expected(`${name}.samples`, 'a count of rows', value['samples']);
}

function pairedFault(value: unknown): string | undefined {
  const { samples, meanGain, pValue } = isObject(value) ? value : {};
  if (!isCount(samples)) return expected('paired.samples', 'a count of rows', samples);
  if (!Number.isFinite(meanGain)) return expected('paired.meanGain', 'a finite number', meanGain);
  const isProbability = typeof pValue === 'number' && pValue >= 0 && pValue <= 1;
  return isProbability ? undefined : expected('paired.pValue', 'a number from 0 to 1', pValue);
}

/** A scheme, and no blanks or control characters. */
// oxlint-disable-next-line no-control-regex
const uriPattern = /^[a-z][a-z0-9+.-]*:[^\s\u0000-\u001f\u007f]+$/i;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function expected(name: string, what: string, got: unknown): string {
  const shown = typeof got === 'string' ? got : (JSON.stringify(got) ?? 'nothing');
  return `expected \`${name}\` to be ${what}, got \`${shown.length > 120 ? `${shown.slice(0, 120)}…` : shown}\``;
}
