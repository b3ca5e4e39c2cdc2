import { allNotifiers } from '../core/state-parts/notifier-trouble.ts';
import { ConfigurationError, DuplicateNotifierError, NotifierNotFoundError } from '../terms/errors.ts';
import type { Notice } from '../core/state/events.ts';
import { pageAddress } from '../terms/page-address.ts';
import { Listeners } from './listeners.ts';
import type { HeardBatch } from './heard-batch.ts';
import type { Notifier } from './notifier.ts';

/**
 * Whom `dispatch` asks, and for how long.
 *
 * @example
 * ```ts
 * const failures = await new Notifiers().dispatch([], { except: ['slack'], timeoutMs: 5_000 });
 * ```
 */
export interface DispatchOptions {
  /** How long each notifier may take, in milliseconds. @default 10000 */
  timeoutMs?: number;
  /** Names of those to ask. @default all of them */
  only?: readonly string[];
  /** Names of those to leave out. @default none */
  except?: readonly string[];
}

/** Named notifiers, added and removed while the worker runs. */
export class Notifiers {
  private readonly byName = new Map<string, Notifier>();
  private readonly listeners: Listeners;
  private readonly pageUrl: string | undefined;

  /**
   * @param tell    hears of notifiers that do not hear every batch of metrics. @default nobody
   * @param pageUrl how browsers reach the operator's page, for links to it. @default no links
   */
  constructor(
    initial: Readonly<Record<string, Notifier>> = {},
    tell: (problem: string) => void = () => undefined,
    pageUrl?: string
  ) {
    this.pageUrl = pageUrl;
    this.listeners = new Listeners(tell);
    for (const [name, notifier] of Object.entries(initial)) this.add(name, notifier);
  }

  /**
   * @throws DuplicateNotifierError when the name is taken
   * @throws ConfigurationError when it is the one that stands for all of them
   */
  add(name: string, notifier: Notifier): void {
    if (name === allNotifiers)
      throw new ConfigurationError(
        `Expected another name for a notifier than \`${name}\`, which stands for all of them; name it by what it tells`
      );
    if (this.byName.has(name))
      throw new DuplicateNotifierError(
        `Notifier \`${name}\` is already registered; remove it first or choose another name`
      );
    this.byName.set(name, notifier);
  }

  /** @throws NotifierNotFoundError when no notifier has that name */
  remove(name: string): void {
    if (!this.byName.delete(name))
      throw new NotifierNotFoundError(
        `Notifier \`${name}\` is not registered; registered are: ${this.names().join(', ') || 'none'}`
      );
  }

  names(): string[] {
    return [...this.byName.keys()].sort();
  }

  /**
   * Whether any notifier wants active alerts to be repeated.
   *
   * @param only whether this one does. @default any
   */
  hearsRepeats(only?: string): boolean {
    return [...this.byName].some(([name, { repeats }]) => repeats && (only === undefined || only === name));
  }

  /** Whether that notifier is asked about any of them; `undefined` where no notifier has that name. */
  hears(name: string, notices: readonly Notice[]): boolean | undefined {
    const notifier = this.byName.get(name);
    return notifier && heardBy(notifier, notices).length > 0;
  }

  /** Whether any notifier wants to hear metrics. */
  hearsMetrics(): boolean {
    return [...this.byName.values()].some(({ hear }) => hear !== undefined);
  }

  /** Hands a batch of metrics to those that want it, and returns at once. */
  hear(batch: HeardBatch): void {
    for (const [name, notifier] of this.byName) this.listeners.hear(name, notifier, batch);
  }

  /** Waits until what was handed over has been heard, but no longer than this. */
  async heard(timeoutMs = 10_000): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)));
    await Promise.race([this.listeners.settled(), expired]);
    clearTimeout(timer);
  }

  /**
   * Sends the notices to all notifiers in parallel, to each those that it wants; repeats go only to those that want
   * them. A notifier that fails, or hangs past the time-out, does not block the others.
   *
   * @param only   when given, just these notifiers (a retry uses only those that have failed)
   * @param except these are not asked. @default all are
   * @returns the failures, by name; empty when all went well
   */
  async dispatch(
    given: readonly Notice[],
    { timeoutMs = 10_000, only, except = [] }: DispatchOptions = {}
  ): Promise<Map<string, Error>> {
    const notices = given.map((notice) => linked(notice, this.pageUrl));
    const failures = new Map<string, Error>();
    const chosen = [...this.byName].filter(([name]) => !except.includes(name) && (!only || only.includes(name)));
    await Promise.all(
      chosen.map(async ([name, notifier]) => {
        const heard = heardBy(notifier, notices);
        if (heard.length === 0) return;
        try {
          await withTimeout(notifier, heard, timeoutMs);
        } catch (error) {
          failures.set(name, error instanceof Error ? error : new Error(String(error)));
        }
      })
    );
    return failures;
  }
}

// --- internal ---

function heardBy(notifier: Notifier, notices: readonly Notice[]): Notice[] {
  return notices.filter((one) => (notifier.repeats || !one.repeated) && (notifier.wants?.(one) ?? true));
}

/** The page of what it is about: a challenger that waits, a retrain, or else the model. */
function linked(notice: Notice, pageUrl: string | undefined): Notice {
  const { event, model, outcome } = notice;
  const isReview = event === 'approval-needed' || event === 'approval-reminder';
  const view = isReview ? 'approval' : outcome && { retrain: outcome.generation };
  const link = pageAddress(pageUrl, { model, ...(view === undefined ? {} : { view }) });
  return link === undefined ? notice : { ...notice, link };
}

async function withTimeout(notifier: Notifier, notices: readonly Notice[], timeoutMs: number): Promise<void> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      abort.abort();
      reject(new Error(`no answer within ${timeoutMs} ms`));
    }, timeoutMs);
  });
  try {
    await Promise.race([notifier.notify(notices, { signal: abort.signal }), expired]);
  } finally {
    clearTimeout(timer);
  }
}
