import { createHash } from 'node:crypto';
import { z } from 'zod';
import { reasonText } from '../../core/state/decision.ts';
import type { Lineage } from '../../core/state/lineage.ts';
import { bumpSemVer, compareSemVer, higherName, type Bump } from '../../terms/semver.ts';
import type { ModelVersion, RegisterRequest } from '../registry.ts';
import type { MlflowVersion, Tags } from './api.ts';

/** One of our versions in MLflow. */
export interface KnownVersion {
  /** MLflow's number. */
  number: number;
  retrainId: string;
  attempt: number;
  /** Whether the semver is stored yet; until then every process computes the same one. */
  labelled: boolean;
  version: ModelVersion;
}

export interface KnownVersions {
  /** In order of registration. */
  list: KnownVersion[];
  /** Numbers of versions that a lost reply or a race created twice. The first one counts. */
  duplicates: number[];
  /** The highest name that any of them has or had to follow; empty if there are none. */
  highestName: string;
}

export const tagOf = {
  role: 'temporal_retrain.role',
  model: 'temporal_retrain.model',
  semver: 'temporal_retrain.semver',
  retrainId: 'temporal_retrain.retrain_id',
  attempt: 'temporal_retrain.attempt',
  bump: 'temporal_retrain.bump',
  /** The highest name known to be used when the version was created: its own is higher, whatever is deleted later. */
  floor: 'temporal_retrain.floor',
  /** Tag of the registered model that identifies the server. */
  identity: 'temporal_retrain.identity',
  retrainKey: 'temporal_retrain.retrain_key',
  sha256: 'temporal_retrain.artifact_sha256',
  parent: 'temporal_retrain.parent',
  generation: 'temporal_retrain.generation',
  kind: 'temporal_retrain.kind',
} as const;

/** All data of a version, as tags: the request that creates it writes them, so a version is never incomplete. */
export function toTags(request: RegisterRequest, streams: string[], floor: string, createdAt: number): Tags {
  const { model, retrainId, attempt, bump, artifact, metrics, lineage } = request;
  return {
    [tagOf.model]: model,
    [tagOf.retrainId]: retrainId,
    [tagOf.attempt]: String(attempt),
    [tagOf.bump]: bump,
    ...(floor === '' ? {} : { [tagOf.floor]: floor }),
    [tagOf.sha256]: artifact.sha256,
    [tagOf.parent]: lineage.parent ?? '',
    [tagOf.generation]: String(lineage.generation),
    [tagOf.kind]: lineage.kind,
    ...Object.fromEntries(streams.map((stream) => [streamTag(stream), '1'])),
    ...toParts({ createdAt, artifact, metrics, lineage, streams }),
  };
}

/**
 * Reads versions in MLflow's own order, which is the same for every process. A version without a semver gets the one
 * that follows from the versions before it and the names in use when it was created, so two processes never disagree
 * and need no lock. Versions that people registered or copied by hand, or edited until unreadable, are not ours; their
 * names still count as taken.
 */
export function readVersions(model: string, found: MlflowVersion[]): KnownVersions {
  const list: KnownVersion[] = [];
  const duplicates: number[] = [];
  const seen = new Set<string>();
  let highest = '';
  for (const { number, source, tags } of found) {
    const retrainId = tags[tagOf.retrainId];
    const label = tags[tagOf.semver];
    const isOurs = retrainId !== undefined && tags[tagOf.model] === model && !source.startsWith('models:');
    if (!isOurs || seen.has(retrainId)) {
      if (isOurs && label === undefined) duplicates.push(number);
      highest = higherName(highest, label ?? '');
      continue;
    }
    seen.add(retrainId);
    const version = label ?? bumpSemVer(higherName(highest, tags[tagOf.floor] ?? ''), tags[tagOf.bump] as Bump);
    highest = higherName(highest, version);
    const kept = fromParts(tags);
    if (!kept) continue;
    const attempt = Number(tags[tagOf.attempt] ?? 0);
    list.push({ number, retrainId, attempt, labelled: label !== undefined, version: { model, version, ...kept } });
  }
  return { list, duplicates, highestName: highest };
}

export function highestOf(list: KnownVersion[]): KnownVersion | undefined {
  return list.reduce<KnownVersion | undefined>(
    (best, each) => (best && (compareSemVer(best.version.version, each.version.version) ?? 0) > 0 ? best : each),
    undefined
  );
}

/** A tag to find the versions that serve a stream, with any characters in its id. */
export function streamTag(streamId: string): string {
  return `temporal_retrain.stream.${digest(streamId)}`;
}

/** Finds the run of a retrain, with any characters in its id. */
export function retrainKey(model: string, retrainId: string): string {
  return digest(`${model}\n${retrainId}`);
}

/** The text that people read in MLflow. */
export function describeVersion({ lineage, artifact }: RegisterRequest): string {
  const { parent, kind, generation } = lineage;
  const origin = `Made by retrain ${generation} (${kind})${parent === null ? '' : `, from ${parent}`}`;
  const reasons = lineage.reasons.map((reason) => `- ${reasonText(reason)}`).slice(0, 20);
  return [`${origin}. Artifact: ${artifact.uri}`, ...reasons].join('\n').slice(0, 4000);
}

// --- internal ---

/** Older servers keep 5,000 bytes per tag. */
const partLength = 4500;
const partTag = (index: number): string => `temporal_retrain.record.${index}`;

type Kept = Omit<ModelVersion, 'model' | 'version'>;

const keptReply = z.object({
  createdAt: z.number(),
  artifact: z.object({ uri: z.string(), sha256: z.string(), bytes: z.number() }),
  metrics: z.record(z.string(), z.number()),
  lineage: z.custom<Lineage>((value) => typeof value === 'object' && value !== null && 'generation' in value),
  streams: z.array(z.string()),
});

function toParts(kept: Kept): Tags {
  // ASCII only: characters are bytes, so a cut never splits one.
  const text = JSON.stringify(kept).replaceAll(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  );
  const parts: Tags = {};
  for (let at = 0; at < text.length; at += partLength)
    parts[partTag(at / partLength)] = text.slice(at, at + partLength);
  return parts;
}

/** `undefined` for tags that someone edited or removed. */
function fromParts(tags: Tags): Kept | undefined {
  let text = '';
  for (let index = 0; tags[partTag(index)] !== undefined; index++) text += tags[partTag(index)];
  try {
    return keptReply.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}
