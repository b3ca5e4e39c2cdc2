import { excerpt } from '../../terms/visible-text.ts';
import { fieldOf, type Path } from './path.ts';
import { show } from '../../terms/show.ts';
import { ConfigurationError, type ConfigurationIssue } from '../../terms/errors.ts';

/** One mistake, and where it is. */
export interface Fault {
  path: Path;
  /** A full sentence. */
  message: string;
}

/** Most faults reported one by one; anyone who has more fixes these first. */
export const maxFaults = 50;

/** Collects all mistakes, so people need not find them one by one: the first in full, the rest as a count. */
export class Faults {
  /** What all of it is called, in messages. */
  private readonly whole: string;
  readonly list: Fault[] = [];
  /** Faults beyond those in the list. */
  more = 0;
  /** Keys of every path that has a fault at it or below it. */
  private readonly places = new Set<string>();
  /** The same for faults of form, which come first. */
  private formal: ReadonlySet<string> = new Set();

  constructor(whole = 'the monitor') {
    this.whole = whole;
  }

  /** Ends the check of the form. A later fault around a fault of form would only be its consequence. */
  formLookedAt(): void {
    this.formal = new Set(this.places);
  }

  /** @param message a full sentence; a function is called only if the fault is reported */
  add(path: Path, message: string | (() => string)): void {
    if (this.formal.has(keyOf(path))) return;
    if (this.list.length < maxFaults) {
      const text = excerpt(typeof message === 'string' ? message : message(), maxSentence);
      // Two checks of one value may say the same.
      const last = this.list.at(-1);
      if (last?.message === text && keyOf(last.path) === keyOf(path)) return;
      this.list.push({ path, message: text });
    } else this.more += 1;
    for (let length = 0; length <= path.length; length++) this.places.add(keyOf(path.slice(0, length)));
  }

  /** `Expected <field> to be <wanted>, got <value>; <next>` */
  expected(path: Path, wanted: string, value: unknown, next?: string | (() => string | undefined)): void {
    this.add(path, () => expectation(path, wanted, value, typeof next === 'function' ? next() : next, this.whole));
  }

  /** Whether there is no fault at the path or below it. */
  sound(path: Path): boolean {
    return !this.places.has(keyOf(path));
  }
}

export function expectation(path: Path, wanted: string, value: unknown, next?: string, whole = 'the monitor'): string {
  const subject = path.length === 0 ? whole : `\`${fieldOf(path)}\``;
  return `Expected ${subject} to be ${wanted}, got ${show(value)}${next ? `; ${next}` : ''}`;
}

/** All faults as one error, short enough to be reported anywhere; `where` puts a place in a file before each. */
export function configurationError(
  subject: string,
  { list, more }: Pick<Faults, 'list' | 'more'>,
  where: (path: Path) => string = () => ''
): ConfigurationError {
  const issues = list.map(({ path, message }): ConfigurationIssue => {
    const field = fieldOf(path);
    return { field, message: where(path) + (message.includes(field) ? message : `\`${field}\`: ${message}`) };
  });
  return new ConfigurationError(`Expected ${excerpt(subject, 300)} to be valid, found ${listed(issues, more)}`, {
    issues,
  });
}

/** `2 faults:` and a line for each, as many as fit in an error. */
export function listed(issues: readonly ConfigurationIssue[], more = 0): string {
  const all = issues.length + more;
  const lines: string[] = [];
  let length = 0;
  for (const { message } of issues) {
    const line = `\n  - ${excerpt(message, 2 * maxSentence)}`;
    length += line.length;
    if (lines.length > 0 && length > maxErrorLength) break;
    lines.push(line);
  }
  const rest = all - lines.length;
  return `${all === 1 ? '1 fault' : `${all} faults`}:${lines.join('')}${rest > 0 ? `\n  - and ${rest} more` : ''}`;
}

// --- internal ---

/** Longer sentences quote a value that is too long to quote. */
const maxSentence = 500;

/** A failed activity repeats its message in several places, and a server limits their total size. */
const maxErrorLength = 3_500;

function keyOf(path: Path): string {
  return path.join('\0');
}
