import { numbered } from '../../../terms/numbered.ts';

export interface UndeliveredOptions {
  /** Observations that the server has confirmed. */
  delivered: () => number;
  note: (line: string) => void;
  /** How long nothing is confirmed before it says so. */
  patienceMs: number;
}

/** Which rows the server has confirmed. The command keeps nothing: whoever sends has to know what to send again. */
export class Undelivered {
  private readonly options: UndeliveredOptions;
  /** Rows not known to be confirmed, and how many observations there are up to the end of each. */
  private rows: { line: number; upTo: number; isKeyed: boolean }[] = [];
  private taken = 0;
  private observations = 0;
  private last = 0;

  constructor(options: UndeliveredOptions) {
    this.options = options;
  }

  /** Called before it is known whether there is room for the row. */
  take(line: number, observations: number, isKeyed: boolean): void {
    this.observations += observations;
    this.taken += 1;
    this.last = line;
    this.rows.push({ line, upTo: this.observations, isKeyed });
    if (this.rows.length > mostRows) this.look();
  }

  /** The row that was taken last cannot be sent. */
  giveBack(observations: number): void {
    this.observations -= observations;
    this.taken -= 1;
    this.rows.pop();
  }

  /**
   * Says once that nothing is confirmed any more, and again after an outage is over: a batch that gets through a server
   * which is just coming back does not end it. Ends with the returned function.
   */
  watch(): () => void {
    const { patienceMs } = this.options;
    let before = this.options.delivered();
    let since = Date.now();
    let isTold = false;
    let flowsSince: number | undefined;
    const timer = setInterval(() => {
      const confirmed = this.options.delivered();
      if (confirmed !== before || confirmed === this.observations) {
        [before, since] = [confirmed, Date.now()];
        flowsSince ??= since;
        if (since - flowsSince >= patienceMs) isTold = false;
        return;
      }
      if (Date.now() - since < patienceMs) return;
      flowsSince = undefined;
      if (isTold) return;
      isTold = true;
      const ago = Math.round((Date.now() - since) / 1_000);
      this.options.note(
        `the server has confirmed nothing for ${ago} s (${this.countText()}): trying again, for a minute or so; Ctrl-C ends it`
      );
    }, patienceMs / 4);
    return () => clearInterval(timer);
  }

  /**
   * What arrived and what to send again; `undefined` where all of the input arrived.
   *
   * @param isWhole whether all of the input was read
   */
  text(isWhole: boolean): string | undefined {
    this.look();
    const [first] = this.rows;
    if (!first)
      return isWhole || this.taken === 0 ? undefined : `all that was read has arrived; go on after line ${this.last}`;
    const lines = this.last === first.line ? `line ${first.line}` : `lines ${first.line} to ${this.last}`;
    const what = isWhole ? lines : `what stands from line ${first.line} on`;
    const twice = this.rows.every(({ isKeyed }) => isKeyed)
      ? 'what has arrived of it counts once, so that all may be sent again'
      : 'the first of it may have arrived unanswered, and counts again where it has no key';
    const rest = this.taken === 1 && isWhole ? 'it is not kept: send it' : `the rest is not kept: send ${what}`;
    return `${this.countText()}; ${rest} again (${twice})`;
  }

  // --- internal ---

  private look(): void {
    const confirmed = this.options.delivered();
    const at = this.rows.findIndex(({ upTo }) => upTo > confirmed);
    this.rows.splice(0, at < 0 ? this.rows.length : at);
  }

  private countText(): string {
    this.look();
    return `${this.taken - this.rows.length} of ${numbered(this.taken, 'row')} delivered`;
  }
}

// --- internal ---

/** More than a buffer holds: then some of them are confirmed. */
const mostRows = 50_000;
