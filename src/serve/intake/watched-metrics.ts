import type { MonitorClient } from '../../client/monitor-client.ts';
import { newestTimesOf, versionsHeardOf } from '../../samples/sample-screen.ts';
import { kindOf } from '../problem/problem-of.ts';

export interface Watched {
  /** Names of the metrics; `undefined` while no worker tells. */
  metrics: readonly string[] | undefined;
  /** Versions that it has heard of; `undefined` likewise. */
  versions: readonly string[] | undefined;
  /** Newest times that it believes; `undefined` likewise. */
  newest: ReadonlyMap<string, number> | undefined;
  at: number;
}

/** What every monitor watches, asked for seldom: names are looked at in every row. */
export class WatchedMetrics {
  private readonly client: Pick<MonitorClient, 'monitor'>;
  private readonly now: () => number;
  private readonly known = new Map<string, Watched>();
  private readonly asked = new Map<string, Promise<Watched>>();

  constructor(client: Pick<MonitorClient, 'monitor'>, now: () => number = Date.now) {
    this.client = client;
    this.now = now;
  }

  /**
   * As of the last half minute.
   *
   * @throws MonitorNotFoundError when there is no such monitor
   */
  async of(model: string): Promise<Watched> {
    const known = this.known.get(model);
    if (known && this.now() - known.at < (known.metrics ? trustedMs : blindMs)) return known;
    return this.ask(model);
  }

  /** As of now, unless it was asked for within the last second: a name may be new. */
  async again(model: string): Promise<Watched> {
    const known = this.known.get(model);
    return known && this.now() - known.at < 1_000 ? known : this.ask(model);
  }

  // --- internal ---

  private ask(model: string): Promise<Watched> {
    let asked = this.asked.get(model);
    if (!asked) {
      asked = this.look(model).finally(() => this.asked.delete(model));
      this.asked.set(model, asked);
    }
    return asked;
  }

  private async look(model: string): Promise<Watched> {
    try {
      const handle = this.client.monitor(model);
      const [{ policy }, view] = await Promise.all([handle.config(), handle.state()]);
      const metrics = policy.metrics.map(({ name }) => name);
      return this.keep(model, {
        metrics,
        versions: versionsHeardOf(view),
        newest: newestTimesOf(view),
        at: this.now(),
      });
    } catch (error) {
      const kind = kindOf(error);
      // It is there, but nobody works on it: the server keeps what comes in until somebody does.
      if (kind === 'no-worker') return this.keep(model, { ...unknown, at: this.now() });
      const known = this.known.get(model);
      if (kind === 'server-gone' && known) return known;
      this.known.delete(model);
      throw error;
    }
  }

  private keep(model: string, watched: Watched): Watched {
    this.known.delete(model);
    this.known.set(model, watched);
    const [oldest] = this.known.keys();
    if (this.known.size > maxKnown && oldest !== undefined) this.known.delete(oldest);
    return watched;
  }
}

// --- internal ---

const unknown = { metrics: undefined, versions: undefined, newest: undefined };

const trustedMs = 30_000;
/** Asking in vain takes as long as an answer may. */
const blindMs = 10_000;
const maxKnown = 10_000;
