import { fieldOf, show, type Path } from './show.ts';
import { ConfigurationError, type ConfigurationIssue } from '../../terms/errors.ts';

/** One thing that is wrong, and where. */
export interface Fault {
  path: Path;
  /** A full sentence. */
  message: string;
}

/** Collects everything that is wrong, so that people need not find it out one by one. */
export class Faults {
  readonly list: Fault[] = [];
  /** Faults of form, which come first. */
  private formal: readonly Fault[] = [];

  /** Ends the look at the form. What is then noted around a fault of form would only be its consequence. */
  formLookedAt(): void {
    this.formal = [...this.list];
  }

  add(path: Path, message: string): void {
    if (!this.formal.some((fault) => isWithin(fault.path, path))) this.list.push({ path, message });
  }

  /** `Expected <field> to be <wanted>, got <value>; <next>` */
  expected(path: Path, wanted: string, value: unknown, next?: string): void {
    this.add(path, expectation(path, wanted, value, next));
  }

  /** Whether nothing is wrong at the path or below it. */
  sound(path: Path): boolean {
    return !this.list.some((fault) => isWithin(fault.path, path));
  }
}

export function expectation(path: Path, wanted: string, value: unknown, next?: string): string {
  const subject = path.length === 0 ? 'the monitor' : `\`${fieldOf(path)}\``;
  return `Expected ${subject} to be ${wanted}, got ${show(value)}${next ? `; ${next}` : ''}`;
}

/** All faults as one error; `where` puts a place in a file before each. */
export function configurationError(
  subject: string,
  faults: readonly Fault[],
  where: (path: Path) => string = () => ''
): ConfigurationError {
  const issues = faults.map(({ path, message }): ConfigurationIssue => {
    const field = fieldOf(path);
    return { field, message: where(path) + (message.includes(field) ? message : `\`${field}\`: ${message}`) };
  });
  const count = issues.length === 1 ? '1 fault' : `${issues.length} faults`;
  const lines = issues.map(({ message }) => `\n  - ${message}`).join('');
  return new ConfigurationError(`Expected ${subject} to be valid, found ${count}:${lines}`, issues);
}

// --- internal ---

function isWithin(inner: Path, outer: Path): boolean {
  return outer.every((part, index) => inner[index] === part);
}
