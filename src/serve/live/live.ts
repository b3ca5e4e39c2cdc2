import { lookAtFleet } from './look-at-fleet.ts';
import { lookAtMonitor } from './look-at-monitor.ts';
import { Refusal } from '../problem/refusal.ts';
import { Watch } from './watch.ts';
import type { Feed } from './feed.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';

export interface LiveOptions {
  /** Pause between two looks at a monitor; at the fleet it is twice that. @default 1000 */
  everyMs?: number;
  /** Pause after which a stream on which nothing happens says that it lives. @default 15000 */
  heartbeatMs?: number;
  /** Listeners in all. @default 200 */
  mostListeners?: number;
}

/** What is told while it happens. All who listen to the same thing share one look at it. */
export class Live {
  readonly heartbeatMs: number;
  private readonly client: MonitorClient;
  private readonly everyMs: number;
  private readonly mostListeners: number;
  private readonly watches = new Map<string, Watch>();
  private listeners = 0;
  private hasEnded = false;

  constructor(client: MonitorClient, { everyMs = 1_000, heartbeatMs = 15_000, mostListeners = 200 }: LiveOptions = {}) {
    this.client = client;
    this.everyMs = everyMs;
    this.heartbeatMs = heartbeatMs;
    this.mostListeners = mostListeners;
  }

  /**
   * @param model `undefined`: the fleet
   * @param seen  id of the newest event that the listener has seen before
   * @throws Refusal when there are too many, ConfigurationError when the model's id is none
   */
  listen(model: string | undefined, seen?: string): Feed {
    if (this.hasEnded) throw new Refusal('busy', 'This server is being stopped; try again in a moment');
    if (this.listeners >= this.mostListeners)
      throw new Refusal('busy', `${this.listeners} pages listen already, which is the most; close one, or poll`);
    const feed = this.watchOf(model).listen(seen, () => (this.listeners -= 1));
    this.listeners += 1;
    return feed;
  }

  /** Ends every stream; resolves when no question is under way any more. */
  async end(): Promise<void> {
    this.hasEnded = true;
    await Promise.all([...this.watches.values()].map((watch) => watch.end()));
  }

  // --- internal ---

  private watchOf(model: string | undefined): Watch {
    const key = model ?? '';
    let watch = this.watches.get(key);
    if (!watch) {
      const { client, everyMs } = this;
      const look = model === undefined ? lookAtFleet(client, 2 * everyMs) : lookAtMonitor(client, model, everyMs);
      watch = new Watch(look, () => this.watches.delete(key));
      this.watches.set(key, watch);
    }
    return watch;
  }
}
