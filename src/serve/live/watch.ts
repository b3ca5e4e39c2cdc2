import { Feed, type LiveEvent } from './feed.ts';

/** Looks at something, tells what is new by `tell`, and says after how many milliseconds to look again. */
export type Look = (tell: (event: LiveEvent) => void) => Promise<number>;

/**
 * One thing that is looked at for all who listen, and only while somebody does. Who comes later is told at once what
 * the others know.
 */
export class Watch {
  private readonly look: Look;
  private readonly forgotten: () => void;
  private readonly feeds = new Set<Feed>();
  private readonly newest = new Map<string, LiveEvent>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(look: Look, forgotten: () => void) {
    this.look = look;
    this.forgotten = forgotten;
  }

  /** @param seen id of the newest event that the listener has seen before */
  listen(seen: string | undefined, ended: () => void): Feed {
    const feed = new Feed(() => {
      this.feeds.delete(feed);
      ended();
      if (this.feeds.size > 0) return;
      clearTimeout(this.timer);
      this.timer = undefined;
      this.forgotten();
    });
    this.feeds.add(feed);
    for (const event of this.newest.values()) if (event.id === undefined || event.id !== seen) feed.push(event);
    if (this.timer === undefined && this.looking === undefined) this.lookAgain();
    return feed;
  }

  /** Closes every feed; resolves when no question is under way any more. */
  async end(): Promise<void> {
    for (const feed of this.feeds) feed.close();
    await this.looking;
  }

  // --- internal ---

  private lookAgain(): void {
    this.timer = undefined;
    this.looking = this.look((event) => this.tell(event)).then((afterMs) => {
      this.looking = undefined;
      if (this.feeds.size > 0) this.timer = setTimeout(() => this.lookAgain(), afterMs);
    });
  }

  private tell(event: LiveEvent): void {
    if (event.ends !== undefined) this.newest.delete(event.ends);
    else if (!event.isDifference) this.newest.set(event.event, event);
    for (const feed of this.feeds) feed.push(event);
  }
}
