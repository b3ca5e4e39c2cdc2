import { excerpt } from '../../terms/visible-text.ts';
import { ConfigurationError } from '../../terms/errors.ts';
import { defaultDetection } from '../../detectors/defaults.ts';
import { detectors } from '../../detectors/index.ts';
import { didYouMean } from '../../terms/did-you-mean.ts';
import { listOf } from '../../config/faults/path.ts';
import { resolveOptions, type Configurable } from '../../detectors/options.ts';
import { twoSampleTests } from '../../detectors/two-sample/index.ts';
import type { Detector } from '../../detectors/detector.ts';
import type { TwoSampleTest } from '../../detectors/two-sample/two-sample-test.ts';

export interface DetectorChoice {
  name: string;
  params: Record<string, unknown>;
  input: 'metric' | 'error-bit';
}

/** A stream detector with all options resolved. @throws ConfigurationError if there is none of that name */
export function chooseDetector({ name, params, input }: DetectorChoice): { detector: Detector; options: object } {
  const own = name === 'default' ? defaultDetection(input) : { type: name, options: {} };
  const detector = detectors.get(own.type);
  if (!detector) throw unknownName(name);
  return { detector, options: complete(detector, { ...own.options, ...params }) };
}

/** A two-sample test with all options resolved. @throws ConfigurationError if there is none of that name */
export function chooseTest(name: string, params: Record<string, unknown>): { test: TwoSampleTest; options: object } {
  const test = twoSampleTests.get(name);
  if (test) return { test, options: complete(test, params) };
  if (!detectors.has(name)) throw unknownName(name);
  throw new ConfigurationError(
    `Expected a test that compares with a reference (${listOf(twoSampleTests.keys())}), got \`${name}\`; leave out --reference`
  );
}

/** What `--detector` takes. */
export function detectorNames(): string[] {
  return ['default', ...detectors.keys(), ...twoSampleTests.keys()];
}

/** `--params` as an object. */
export function parseParams(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Reported below, like every other value that is not an object.
  }
  throw new ConfigurationError(
    `Expected --params to be a JSON object such as \`{"delta":0.002}\`, got \`${excerpt(text, 60)}\``
  );
}

// --- internal ---

function complete(subject: Configurable, params: Record<string, unknown>): Record<string, unknown> {
  const resolved = resolveOptions(subject, params, 'two-sided');
  if ('options' in resolved) return resolved.options;
  throw new ConfigurationError(resolved.issues.map(({ message }) => message).join('\n'), {
    issues: resolved.issues.map(({ field, message }) => ({ field: field || subject.name, message })),
  });
}

function unknownName(name: string): ConfigurationError {
  const known = detectorNames();
  const near = didYouMean(name, known);
  const next = near === undefined ? `it can be ${listOf(known)}` : `did you mean \`${near}\`?`;
  return new ConfigurationError(
    `Expected --detector to be the name of a detector, got \`${excerpt(name, 60)}\`; ${next}`
  );
}
