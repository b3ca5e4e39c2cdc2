import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { z } from 'zod';
import { parseText } from '../../config/file/parse-text.ts';
import { isLabel } from '../../core/wire/batch.ts';
import { describeIssues } from '../../config/faults/describe-issues.ts';
import { configurationError, Faults } from '../../config/faults/faults.ts';
import { strict, wanted } from '../../config/schema/strict.ts';
import { isoTime } from '../../terms/time-text.ts';
import { ConfigurationError } from '../../terms/errors.ts';
import { Refusal } from '../problem/refusal.ts';
import { hashToken } from './token.ts';
import { roles, type Role, type Asker } from './roles.ts';
import { readPath } from '../../folders/read-path.ts';

interface Entry {
  name: string;
  role: Role;
  hash: string;
  expires?: string | undefined;
}

/**
 * The tokens in a file: `- { name: ana, role: approver, hash: "sha256:…", expires: "2027-01-01T00:00:00Z" }`. It is
 * read again when it has changed, so that a line that is taken out counts no more from then on. A file that cannot be
 * read lets nobody in.
 */
export class TokenFile {
  private readonly path: string;
  private readonly now: () => number;
  private entries: ReadonlyMap<string, Entry> = new Map();
  private seen = '';
  private lookAt = Number.NEGATIVE_INFINITY;

  constructor(path: string, now: () => number = Date.now) {
    this.path = path;
    this.now = now;
  }

  /** @throws ConfigurationError when it cannot be read, or is not valid */
  async load(): Promise<void> {
    const { mtimeMs, size, ino } = await stat(this.path).catch((cause: unknown) => {
      throw this.unreadable(cause);
    });
    const seen = `${mtimeMs}/${size}/${ino}`;
    if (seen === this.seen) return;
    this.seen = '';
    const bytes = await readPath(this.path).catch((cause: unknown) => {
      throw this.unreadable(cause);
    });
    this.entries = entriesOf(this.path, bytes);
    this.seen = seen;
  }

  /** @throws Refusal when it is none of them, or one whose time is over */
  async verify(token: string): Promise<Asker> {
    if (this.now() >= this.lookAt) {
      await this.load().catch((error: unknown) => {
        throw new Refusal('sign-in-gone', `The tokens cannot be checked: ${(error as Error).message}`);
      });
      this.lookAt = this.now() + lookEveryMs;
    }
    const entry = this.entries.get(hashToken(token));
    if (!entry)
      throw new Refusal(
        'not-authenticated',
        'The token is not known to this server; make one with `temporal-retrain token` and add its line to the token file'
      );
    if (entry.expires !== undefined && isoTime(entry.expires) <= this.now())
      throw new Refusal('token-expired', `The token of ${entry.name} expired at ${entry.expires}; make another one`);
    return { actor: entry.name, role: entry.role, by: 'token' };
  }

  // --- internal ---

  private unreadable(cause: unknown): ConfigurationError {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : message;
    return new ConfigurationError(`Expected to read tokens from \`${this.path}\`, but ${why}; check the path`, {
      cause,
    });
  }
}

// --- internal ---

const lookEveryMs = 1_000;

const name = wanted('1 to 128 printable characters');
const hash = wanted('`sha256:` and 64 hexadecimal digits, as `temporal-retrain token` prints it');
const time = wanted('a time such as `2027-01-01T00:00:00Z`');

const fileSchema = z
  .array(
    strict(
      {
        name: z.string(name).refine(isLabel, name),
        role: z.enum(roles, wanted(roles.join(', '))),
        hash: z.string(hash).regex(/^sha256:[0-9a-f]{64}$/, hash),
        expires: z
          .string(time)
          .refine((text) => !Number.isNaN(isoTime(text)), time)
          .optional(),
      },
      'an entry such as `{ name: ana, role: approver, hash: "sha256:…" }`'
    ),
    wanted('a list of tokens')
  )
  .max(10_000, wanted('a list of at most 10,000 tokens'));

function entriesOf(path: string, source: Uint8Array): ReadonlyMap<string, Entry> {
  const { value, where } = parseText(path, source, extname(path) === '.json');
  const result = fileSchema.safeParse(value ?? []);
  if (!result.success) {
    const faults = new Faults('the file');
    describeIssues(result.error.issues, value, faults);
    throw configurationError(`the tokens in ${path}`, faults, where);
  }
  return new Map(result.data.map((entry) => [entry.hash, entry]));
}
