import { demoCooldownDays, demoMonitor, type DemoMonitorOptions } from './monitor-file.ts';
import type { MonitorHandle } from '../client/monitor-handle.ts';

/**
 * Keeps the cool-down on the data's clock. The monitor's own runs by the wall clock, by which decades of the data pass
 * in a minute: how many retrains fell into them would depend on the speed of the machine. So the policy's cool-down
 * outlasts the demo, and is taken away once its days have passed in the data.
 */
export class DataCooldown {
  private readonly monitor: MonitorHandle;
  private readonly policy: DemoMonitorOptions;
  private since: number | null = null;

  constructor(monitor: MonitorHandle, policy: DemoMonitorOptions) {
    this.monitor = monitor;
    this.policy = policy;
  }

  /** A retrain has begun, at that time of the data. */
  async begin(at: number): Promise<void> {
    await this.change('holds', 'a retrain has begun');
    this.since = at;
  }

  /** The data's clock stands there now; what the cool-down held back begins as soon as it is over. */
  async advance(at: number): Promise<void> {
    if (this.since === null || at - this.since < demoCooldownDays * dayMs) return;
    await this.change('over', `${demoCooldownDays} days of the data have passed`);
    this.since = null;
  }

  // --- internal ---

  private async change(cooldown: 'holds' | 'over', comment: string): Promise<void> {
    const policy = demoMonitor({ ...this.policy, cooldown });
    await this.monitor.updatePolicy(policy, { actor: 'demo', comment });
  }
}

const dayMs = 86_400_000;
