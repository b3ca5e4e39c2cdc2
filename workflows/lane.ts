/** Things to be done one after the other: the next is begun when the one before has been answered. */
export class Lane<Job> {
  private readonly queue: Job[] = [];
  private busy = false;

  get isEmpty(): boolean {
    return this.queue.length === 0;
  }

  /** Something of it is under way. */
  get isBusy(): boolean {
    return this.busy;
  }

  /** What has not been answered yet, oldest first. */
  get jobs(): readonly Job[] {
    return this.queue;
  }

  /** The same without the one that is under way. */
  get waiting(): readonly Job[] {
    return this.busy ? this.queue.slice(1) : this.queue;
  }

  add(job: Job): void {
    this.queue.push(job);
  }

  /** The next to be begun, if it is time for one. */
  begin(): Job | undefined {
    const [next] = this.queue;
    if (this.busy || next === undefined) return undefined;
    this.busy = true;
    return next;
  }

  /** The one that was begun has been answered. */
  done(): void {
    this.busy = false;
    this.queue.shift();
  }
}
