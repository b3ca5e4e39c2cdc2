import { reportOf } from '../src/core/candidate/challenger-report.ts';
import { jsonBytes } from '../src/terms/json-bytes.ts';
import { releaseOf } from './release.ts';
import { readStanding, wayBack } from './roll-back-target.ts';
import type { Alias, AliasChange, ModelRegistry, ModelVersion } from '../src/registry/registry.ts';
import type { Dependencies } from './dependencies.ts';
import type { ModelCard, ModelQuery, Reign, VersionCard, WholeVersion } from '../src/core/wire/model-card.ts';
import type { RetrainActivities } from './contract.ts';

/** Reads the registry for those who cannot reach it themselves. */
export function createReadModel({
  registry,
}: Pick<Dependencies, 'registry'>): Pick<RetrainActivities, 'retrain.readModel'> {
  return {
    async 'retrain.readModel'(query) {
      // A registry that cannot say which one it is can still be read.
      const [card, registryId] = await Promise.all([
        modelCard(registry, query),
        registry.identity().catch(() => undefined),
      ]);
      return registryId === undefined ? card : { ...card, registryId };
    },
  };
}

/** What the registry knows of a model, as much of it as a server takes in one answer. */
export async function modelCard(registry: ModelRegistry, query: ModelQuery): Promise<ModelCard> {
  const { model } = query;
  const [{ champion, history, versions: known }, challenger] = await Promise.all([
    readStanding(registry, model),
    registry.aliased(model, 'challenger'),
  ]);
  const serves = champion?.version ?? null;
  const named = {
    champion: serves,
    challenger: challenger?.version ?? null,
    previous: (await wayBack(registry, model, serves, { history, versions: known })) ?? null,
  };
  const all = query.versions > 0 || query.whole !== undefined ? known : [];
  const asked = all.find(({ version }) => version === query.whole);
  const versions = fitting(all.slice(0, query.versions).map((one) => cardOf(one, named)));
  const reigns = query.reigns > 0 ? reignsOf(history).slice(0, query.reigns) : [];
  return {
    model,
    registry: registry.name,
    ...named,
    ...(champion?.shown === undefined ? {} : { shown: champion.shown }),
    serving: champion?.found ? cardOf(champion.found, named) : null,
    versions,
    more: all.length - versions.length,
    reigns,
    ...(asked ? { whole: wholeOf(asked) } : {}),
  };
}

/** Who served when, newest first. A change that changed nothing is none. */
export function reignsOf(history: readonly AliasChange[]): Reign[] {
  const reigns: Reign[] = [];
  for (const { to, at, actor, reason } of history) {
    const before = reigns.at(-1);
    if (before && before.version === to) continue;
    if (before) before.until = at;
    reigns.push({ version: to, from: at, until: null, actor, reason: reason.slice(0, maxReason) });
  }
  return reigns.toReversed();
}

// --- internal ---

const maxReason = 500;
/** A server refuses an answer of 2 MiB. */
const maxBytes = 1_024 * 1_024;

function cardOf(version: ModelVersion, named: Record<Alias, string | null>): VersionCard {
  const { gate } = version.lineage;
  const aliases = (['champion', 'challenger', 'previous'] as const).filter((alias) => named[alias] === version.version);
  return {
    ...releaseOf(version),
    aliases,
    gate: gate && { passed: gate.passed, ...reportOf(gate) },
  };
}

/** Of a gate with very many slices the figures of each are left out; what it says of them stays. */
function wholeOf({ version, lineage }: ModelVersion): WholeVersion {
  const { reasons, evidence, hyperparameters, dataWindow, gate } = lineage;
  const whole = { version, reasons, evidence, hyperparameters, dataWindow, gate };
  if (gate === null || (jsonBytes(whole) ?? maxBytes) < maxBytes / 2) return whole;
  const { slices: _, ...challenger } = gate.challenger;
  return { ...whole, gate: { ...gate, checks: gate.checks.slice(0, 500), challenger, champion: null } };
}

function fitting(cards: readonly VersionCard[]): VersionCard[] {
  let left = maxBytes;
  return cards.filter((card) => (left -= jsonBytes(card) ?? 0) >= 0);
}
