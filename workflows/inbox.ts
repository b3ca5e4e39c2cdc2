/** Handles something that has happened, when its turn comes. */
export type Take = () => void;

/** How a monitor takes in what happens to it. */
export interface Turns {
  /** What the world has answered: an activity, a child, a timer. */
  answer(take: Take): void;
  /** What somebody has sent: a signal. */
  message(take: Take): void;
  /** The same for somebody who waits for a reply: a command. */
  request<T>(take: () => T): T | Promise<T>;
}

/**
 * What has happened and has not been taken in yet. Handlers and answers only put things here; the main loop takes them
 * in when everything of its task is here, answers before messages. A server may hand over in one task what came in two,
 * and the other way round, in another order then: this one stays the same.
 */
export class Inbox implements Turns {
  private answers: Take[] = [];
  private messages: Take[] = [];

  get isEmpty(): boolean {
    return this.answers.length === 0 && this.messages.length === 0;
  }

  answer(take: Take): void {
    this.answers.push(take);
  }

  message(take: Take): void {
    this.messages.push(take);
  }

  request<T>(take: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.message(() => {
        try {
          resolve(take());
        } catch (error) {
          // Only the caller learns of it.
          reject(error);
        }
      });
    });
  }

  /** True when there was anything. */
  takeIn(): boolean {
    const { answers, messages } = this;
    this.answers = [];
    this.messages = [];
    for (const take of answers) take();
    for (const take of messages) take();
    return answers.length + messages.length > 0;
  }
}
