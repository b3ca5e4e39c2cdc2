import { Fault, fields, finite, flag, isObject, lenient, list, nullable, optional, text, whole } from '../wire/read.ts';
import { maxNote } from './outcome.ts';
import { label, readRelease } from './read-release.ts';
import type { Challenger } from '../state/state.ts';
import type { RegistryReading } from '../state-parts/registry-state.ts';
import type { Release } from '../state/lineage.ts';

/** What the registry answers when it is asked which version serves, checked; or a sentence. */
export function readRecalled(
  raw: unknown
): { champion: string | null; generation: number; challenger?: Challenger } | string {
  const read = recalled(raw, '');
  return read instanceof Fault ? `The registry's answer cannot be used: ${read.text}` : read;
}

/** What the registry answers when it has set the champion, checked; or a sentence. */
export function readServing(raw: unknown): { version: string; previous: string | null; release?: Release } | string {
  const read = serving(raw, '');
  return read instanceof Fault ? `The registry's answer cannot be used: ${read.text}` : read;
}

/** The registry's answer about the champion, checked; or a sentence that names the fault. */
export function readRegistryReading(raw: unknown): RegistryReading | string {
  const read = reading(raw, '');
  if (read instanceof Fault) return `The registry's answer cannot be used: ${read.text}`;
  // That it shows no champion is something else than not to differ.
  return isObject(raw) && raw['shown'] === null ? { ...read, shown: null } : read;
}

/** What the registry answers when it has made a version the champion that a person named, checked; or a sentence. */
export function readAdopted(
  raw: unknown
): { version: string; previous: string | null; registry: string; release?: Release } | string {
  const read = adopted(raw, '');
  return read instanceof Fault ? `The registry's answer cannot be used: ${read.text}` : read;
}

/** The version that serves, where an answer names one. */
export function readServes(raw: unknown): string | null {
  const read = label(raw, 'serves');
  return read instanceof Fault ? null : read;
}

/**
 * What a call that failed says beside its message: why it could not be done, for programs, and what serves in place of
 * the version that was to be left.
 */
export function readWhyNot(raw: unknown): { code?: string; serves?: string } {
  if (!isObject(raw)) return {};
  const { code, serves } = raw;
  return { ...(typeof code === 'string' ? { code } : {}), ...(typeof serves === 'string' ? { serves } : {}) };
}

// --- internal ---

const number = nullable(finite);

const report = fields({
  samples: nullable(whole(0)),
  metrics: list(fields({ metric: text(200, { cut: true }), champion: number, challenger: number }), 12, { cut: true }),
  gate: list(fields({ rule: text(60, { cut: true }), passed: flag, text: text(maxNote, { cut: true }) }), 12, {
    cut: true,
  }),
});

const recalled = fields({
  champion: nullable(label),
  generation: whole(0),
  challenger: lenient(
    optional(
      fields({ generation: whole(0), version: label, against: nullable(label), report: lenient(optional(report)) })
    )
  ),
});

const reading = fields({
  id: text(200),
  champion: nullable(label),
  found: flag,
  unreadable: optional(text(600, { cut: true })),
  shown: optional(text(200, { cut: true })),
  lacks: optional(list(label, 2, { cut: true })),
  challenger: optional(text(200, { cut: true })),
});

const adopted = fields({
  version: label,
  previous: nullable(label),
  registry: text(200),
  release: lenient(readRelease),
});

const serving = fields({ version: label, previous: nullable(label), release: lenient(readRelease) });
