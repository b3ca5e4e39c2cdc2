import { condition, isCancellation, patched } from '@temporalio/workflow';
import { cancelRetrain, carryOut, deliver, startRetrain, type Call, type Of } from '../carry-out.ts';
import { keptInCharacters, nextDelivery } from '../../src/core/bounds/notice-batch.ts';
import type { Effect, MonitorEvent, Notice } from '../../src/core/state/events.ts';

type Lane = 'changes' | 'questions';

/**
 * What `step` wants done, as runs of version 0.1.0 went about it: notices and registry calls start wherever they come
 * up, in a handler or when an answer comes. Only for their histories.
 */
export class OutboxOfBefore {
  private retrains: Of<'start-retrain'>[] = [];
  private notices: Notice[] = [];
  private readonly calls: Record<Lane, Call[]> = { changes: [], questions: [] };
  private readonly calling = new Set<Lane>();
  private notifying = false;
  private readonly apply: (event: MonitorEvent) => void;

  constructor(apply: (event: MonitorEvent) => void) {
    this.apply = apply;
  }

  add(effects: readonly Effect[]): void {
    for (const effect of effects)
      if (effect.type === 'start-retrain') this.retrains.push(effect);
      else if (effect.type === 'cancel-retrain') void cancelRetrain(effect);
      else if (effect.type === 'notify') this.notices.push(effect.notice);
      // Histories of before it was taken down left the alias of a superseded challenger where it was.
      else if (effect.type === 'reject-challenger' && effect.superseded && !patched('superseded-alias')) continue;
      else this.calls[this.laneOf(effect)].push(effect);

    this.notices = keptInCharacters(this.notices);
    if (this.notices.length > 0 && !this.notifying) void this.runNotices();
    for (const lane of ['changes', 'questions'] as const)
      if (this.calls[lane].length > 0 && !this.calling.has(lane)) void this.runCalls(lane);
  }

  /** What has not been done yet, for the next run. */
  pending(): Effect[] {
    const { changes, questions } = this.calls;
    const notices = this.notices.map((notice) => ({ type: 'notify', notice }) as const);
    return [...this.retrains, ...changes, ...questions, ...notices];
  }

  /** Resolves when nothing is left; for a monitor that ends. */
  async drained(): Promise<void> {
    await this.startRetrains();
    await condition(() => this.pending().length === 0, '2 minutes');
  }

  /** Starts what has been launched. The id is the generation's own, so starting it again is harmless. */
  async startRetrains(): Promise<void> {
    for (let next = this.retrains[0]; next; next = this.retrains[0]) {
      const { retrainId, generation } = next.request;
      const child = await startRetrain(next.request);
      this.retrains.shift();
      this.apply({ type: 'retrain-started', generation, at: Date.now() });
      // Whoever started it, its report may have come and gone.
      if (!child) this.add([{ type: 'look-up-retrain', retrainId, generation }]);
    }
  }

  private async runNotices(): Promise<void> {
    this.notifying = true;
    try {
      while (this.notices.length > 0) {
        const batch = nextDelivery(this.notices);
        const answer = await deliver(batch);
        if (answer?.repeats === 'unheard') this.apply({ type: 'repeats-unheard' });
        this.notices = this.notices.filter((notice) => !batch.includes(notice));
      }
    } catch (error) {
      if (!isCancellation(error)) throw error;
    } finally {
      this.notifying = false;
    }
  }

  private async runCalls(lane: Lane): Promise<void> {
    const calls = this.calls[lane];
    this.calling.add(lane);
    try {
      for (let next = calls[0]; next; next = calls[0]) {
        const said = await carryOut(next);
        calls.shift();
        for (const event of [said ?? []].flat()) this.apply(event);
      }
    } catch (error) {
      if (!isCancellation(error)) throw error;
    } finally {
      this.calling.delete(lane);
    }
  }

  /** Histories of before there were two lanes have everything in one, whichever was first. */
  private laneOf(effect: Call): Lane {
    const isQuestion = questions.has(effect.type);
    const [own, other] = isQuestion ? (['questions', 'changes'] as const) : (['changes', 'questions'] as const);
    return this.calls[other].length === 0 || patched('questions-in-their-own-lane') ? own : other;
  }
}

// --- internal ---

const questions: ReadonlySet<Effect['type']> = new Set([
  'look-up-retrain',
  'read-kill-switch',
  'recall',
  'look-at-registry',
]);
