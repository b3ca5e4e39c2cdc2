import { QueryNotRegisteredError } from '@temporalio/client';
import { CommandRejectedError, ServerUnavailableError, VersionNotFoundError } from '../../terms/errors.ts';
import { noWayBack } from '../../core/champion/rollback.ts';
import { queryNames } from '../../terms/message-names.ts';
import { RegistryReader, warningOf, type ReaderOptions } from './registry-reader.ts';
import { unknownVersionText } from '../../core/champion/adoption.ts';
import type { Foreseeable, Foresight } from '../../core/wire/answers.ts';
import type { ModelCard, ModelQuery } from '../../core/wire/model-card.ts';
import type { MonitorCalls } from '../calls/monitor-calls.ts';

/**
 * What becomes of commands that the monitor accepts and the registry carries out: what the registry would refuse is
 * told, and refused, before it is asked for. A registry that does not say in time hinders nothing.
 */
export class Foreseen {
  private readonly calls: MonitorCalls;
  private readonly registry: RegistryReader;
  private readonly model: string;

  constructor(calls: MonitorCalls, options: ReaderOptions) {
    this.calls = calls;
    this.model = options.model;
    this.registry = new RegistryReader(calls, {
      ...options,
      answerTimeoutMs: Math.min(options.answerTimeoutMs, patienceMs),
    });
  }

  async all(): Promise<Foresight[]> {
    const told = await this.calls.queryNow<Foresight[]>(queryNames.foresight);
    if (!isAllowed(told) || (await this.hasWayBack())) return told;
    const refusal = { isAllowed: false, text: noWayBack(this.model).text };
    return told.map((one) => (one.command === 'rollback' ? { ...one, ...refusal } : one));
  }

  /** @throws VersionNotFoundError where the registry has not the version that is to be adopted */
  async one(said: Foreseeable): Promise<Foresight> {
    const told = await this.calls
      .query<Foresight>(queryNames.foresee, undefined, said, Date.now())
      .catch((error: Error) => this.oneOfOlder(said, error));
    if (told.isAllowed && said.name === 'adopt') await this.requireVersion(said.version);
    return told;
  }

  /** @throws CommandRejectedError where no version that served before is left; what else refuses says so itself */
  async requireWayBack(): Promise<void> {
    if (await this.hasWayBack()) return;
    const told = await this.calls.queryNow<Foresight[]>(queryNames.foresight).catch(() => []);
    if (!isAllowed(told)) return;
    const { text, code } = noWayBack(this.model);
    throw new CommandRejectedError(text, { code });
  }

  /** @throws VersionNotFoundError where the registry has no such version */
  async requireVersion(version: string): Promise<void> {
    const card = await this.look({ versions: 0, reigns: 0, whole: version });
    if (!card || card.whole) return;
    // An older worker tells nothing of one version alone.
    const all = await this.look({ versions: Number.MAX_SAFE_INTEGER, reigns: 0 });
    const there = all?.versions.map((one) => one.version);
    if (!there || all?.more !== 0 || there.includes(version)) return;
    // What no longer runs says so itself.
    const view = await this.registry.monitorView();
    if (!view || view.phase === 'stopped') return;
    const text = unknownVersionText({ model: this.model, version, registry: card.registry, there });
    const warning = warningOf(card, view);
    throw new VersionNotFoundError(warning === undefined ? text : `${text}; ${warning}`);
  }

  // --- internal ---

  /** An older worker foretells all commands at once, and of a retrain only the two kinds. */
  private async oneOfOlder(said: Foreseeable, error: Error): Promise<Foresight> {
    if (!(error.cause instanceof QueryNotRegisteredError)) throw error;
    const isPlain = said.name === 'retrain' && !said.withoutChampion && !said.respectHolds;
    const command = said.name === 'retrain' && said.severity === 'full' ? 'rebuild' : 'retrain';
    const all = isPlain ? await this.calls.queryNow<Foresight[]>(queryNames.foresight) : [];
    const told = all.find((one) => one.command === command);
    if (told) return told;
    const next =
      said.name === 'adopt'
        ? `monitor versions ${this.model}\` tells which versions there are and which one serves`
        : `monitor explain ${this.model}\` tells what holds a retrain now`;
    throw new ServerUnavailableError(
      `The worker of \`${this.model}\` is older, and does not say what this would do; nothing was done. \`temporal-retrain ${next}`,
      { cause: error }
    );
  }

  /** Also where it is not known: the registry that answers may be another than the monitor's. */
  private async hasWayBack(): Promise<boolean> {
    const card = await this.look({ versions: 0, reigns: 0 });
    if (!card || card.champion === null || card.previous !== null) return true;
    return (await this.registry.warned(card)).warning !== undefined;
  }

  private look(query: Omit<ModelQuery, 'model'>): Promise<ModelCard | undefined> {
    return this.registry.card(query).catch(() => undefined);
  }
}

function isAllowed(told: readonly Foresight[]): boolean {
  return told.some(({ command, isAllowed: allowed }) => command === 'rollback' && allowed);
}

/** A rollback is wanted soon, and a registry that hangs is no reason to refuse it. */
const patienceMs = 5_000;
