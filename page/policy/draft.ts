import { signal } from '@preact/signals';
import { asProblem, Problem } from '../api/problem.ts';
import { fromYaml } from './monitor-file.ts';
import { put, type AnswerOf } from '../api/api.ts';

type Answer = AnswerOf<'/v1/models/{model}/policy', 'put'>;

/** A policy that is being written: the server says of every state of it what is wrong, or what would change. */
export class Draft {
  readonly text = signal('');
  /** `undefined` while the server looks at it. */
  readonly changes = signal<Pick<Answer, 'differences' | 'anew'> | undefined>(undefined);
  readonly problem = signal<Problem | undefined>(undefined);
  readonly model: string;
  /** The revision that was looked at: a change is refused if there is another by now. */
  readonly revision: number;
  private begunWith = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private looks = 0;

  constructor(model: string, revision: number) {
    this.model = model;
    this.revision = revision;
  }

  begin(text: string): void {
    this.begunWith = text;
    this.text.value = text;
    this.changes.value = { differences: [], anew: [] };
  }

  end(): void {
    clearTimeout(this.timer);
    this.looks += 1;
  }

  get isChanged(): boolean {
    return this.text.value !== this.begunWith;
  }

  readonly change = (text: string): void => {
    this.text.value = text;
    this.changes.value = undefined;
    this.problem.value = undefined;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), settleMs);
  };

  readonly undo = (): void => {
    clearTimeout(this.timer);
    this.looks += 1;
    this.problem.value = undefined;
    this.begin(this.begunWith);
  };

  /** Makes it the policy. @throws Problem */
  async save(comment: string): Promise<void> {
    await this.send('false', comment);
  }

  /** The monitor as it is written now. @throws Problem when it cannot be read */
  async monitor(): Promise<Record<string, unknown>> {
    try {
      return await fromYaml(this.text.value);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      throw new Problem({ kind: 'malformed', status: 422, title: 'This is no YAML yet', detail });
    }
  }

  // --- internal ---

  private async look(): Promise<void> {
    this.looks += 1;
    const own = this.looks;
    try {
      const answer = await this.send('true', '');
      if (own === this.looks) this.changes.value = answer;
    } catch (error) {
      if (own === this.looks) this.problem.value = asProblem(error);
    }
  }

  private async send(dryRun: 'true' | 'false', comment: string): Promise<Answer> {
    const { model, revision } = this;
    const body = {
      monitor: await this.monitor(),
      revision,
      ...(comment.trim() === '' ? {} : { comment: comment.trim() }),
    };
    return put('/v1/models/{model}/policy', { path: { model }, query: { dryRun }, body });
  }
}

// --- internal ---

/** After the last key. */
const settleMs = 500;
