/** Things to be done one after the other: the next is begun when the one before has been answered. */
export class Lane<Job> {
  private readonly waiting: Job[] = [];
  private busy = false;

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** Something of it is under way. */
  get isBusy(): boolean {
    return this.busy;
  }

  /** What has not been answered yet, oldest first. */
  get jobs(): readonly Job[] {
    return this.waiting;
  }

  add(job: Job): void {
    this.waiting.push(job);
  }

  /** The next to be begun, if it is time for one. */
  begin(): Job | undefined {
    const [next] = this.waiting;
    if (this.busy || next === undefined) return undefined;
    this.busy = true;
    return next;
  }

  /** The one that was begun has been answered. */
  done(): void {
    this.busy = false;
    this.waiting.shift();
  }
}
