/** Something that listeners are told. */
export interface LiveEvent {
  /** `state`, `progress`, `fleet`, … */
  event: string;
  data: unknown;
  /** By which a listener that comes back says what it has seen. */
  id?: string;
  /** It tells a difference: a listener that has not read the one before is told to read everything again. */
  isDifference?: true;
  /** It ends what an earlier event of that kind has told, and is no news for those who come later. */
  ends?: string;
}

/**
 * What one listener has not been told yet: of each kind of event the newest alone, so that one that reads slowly costs
 * no memory and is never behind for long.
 */
export class Feed {
  isClosed = false;
  private readonly waiting = new Map<string, LiveEvent>();
  private wake: (() => void) | undefined;
  private readonly ended: () => void;

  constructor(ended: () => void) {
    this.ended = ended;
  }

  push(event: LiveEvent): void {
    const missed = event.isDifference && this.waiting.has(event.event);
    // A newer one goes to the end of the line.
    this.waiting.delete(event.event);
    const told = missed ? { event: 'reload', data: {} } : event;
    this.waiting.set(told.event, told);
    this.wake?.();
  }

  /** What is new, as soon as there is something; nothing when that takes longer, or the feed was closed. */
  async next(withinMs: number): Promise<LiveEvent[]> {
    if (this.waiting.size === 0 && !this.isClosed) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        timer = setTimeout(resolve, withinMs);
      });
      clearTimeout(timer);
      this.wake = undefined;
    }
    const events = [...this.waiting.values()];
    this.waiting.clear();
    return events;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.wake?.();
    this.ended();
  }
}
