import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditFile } from '../../src/notify/audit-file.ts';
import { DuplicateNotifierError, NotifierNotFoundError } from '../../src/terms/errors.ts';
import { logNotifier } from '../../src/notify/log.ts';
import { noticeOf } from '../support/notices.ts';
import { Notifiers } from '../../src/notify/notifiers.ts';
import type { Notice } from '../../src/core/state/events.ts';
import type { Notifier } from '../../src/notify/notifier.ts';

class Listener implements Notifier {
  readonly heard: string[] = [];

  notify(notices: readonly Notice[]): Promise<void> {
    this.heard.push(...notices.map(({ id }) => id));
    return Promise.resolve();
  }
}

const broken: Notifier = { notify: () => Promise.reject(new Error('503')) };
const brokenAtOnce: Notifier = {
  notify: () => {
    throw new Error('no such host');
  },
};

describe('named notifiers', () => {
  it('a name that is registered twice is refused, and the first keeps it', { tags: ['m16.2'] }, async () => {
    const first = new Listener();
    const notifiers = new Notifiers({ pager: first });
    expect(() => notifiers.add('pager', new Listener())).toThrow(DuplicateNotifierError);
    expect(() => notifiers.add('pager', new Listener())).toThrow(
      'Notifier `pager` is already registered; remove it first or choose another name'
    );
    await notifiers.dispatch([noticeOf('1')]);
    expect(first.heard).toEqual(['1']);
  });

  it('none is called `*`, by which is told what reaches none of them', () => {
    const text =
      'Expected another name for a notifier than `*`, which stands for all of them; name it by what it tells';
    expect(() => new Notifiers({ '*': new Listener() })).toThrow(text);
    expect(new Notifiers({ all: new Listener() }).names()).toEqual(['all']);
  });

  it('an unknown one cannot be removed, and the message names those there are', { tags: ['m16.2'] }, () => {
    const notifiers = new Notifiers({ pager: new Listener(), audit: new Listener() });
    expect(() => notifiers.remove('mail')).toThrow(NotifierNotFoundError);
    expect(() => notifiers.remove('mail')).toThrow('Notifier `mail` is not registered; registered are: audit, pager');
  });

  it('may come and go while notices are handed out', { tags: ['m21.4'] }, async () => {
    const [early, late] = [new Listener(), new Listener()];
    const notifiers = new Notifiers({ early });
    await notifiers.dispatch([noticeOf('1')]);
    notifiers.add('late', late);
    await notifiers.dispatch([noticeOf('2')]);
    notifiers.remove('early');
    await notifiers.dispatch([noticeOf('3')]);
    expect(early.heard).toEqual(['1', '2']);
    expect(late.heard).toEqual(['2', '3']);
    expect(notifiers.names()).toEqual(['late']);
  });

  it('are told in parallel', { tags: ['m21.4'] }, async () => {
    let met: () => void = () => undefined;
    const meeting = new Promise<void>((resolve) => (met = resolve));
    // Told one after the other, the first would wait for ever.
    const notifiers = new Notifiers({
      first: { notify: () => meeting },
      second: { notify: () => Promise.resolve(met()) },
    });
    expect(await notifiers.dispatch([noticeOf('1')])).toEqual(new Map());
  });

  it('that fail, throw or hang keep nothing from the rest', { tags: ['m21.4'] }, async () => {
    const well = new Listener();
    let aborted = false;
    const hanging: Notifier = {
      notify: (_, { signal }) => {
        signal.addEventListener('abort', () => (aborted = true));
        return new Promise(() => undefined);
      },
    };
    const notifiers = new Notifiers({ broken, brokenAtOnce, hanging, well });
    const failures = await notifiers.dispatch([noticeOf('1')], { timeoutMs: 20 });
    const messages = Object.fromEntries([...failures].map(([name, { message }]) => [name, message]));
    expect(messages).toEqual({
      broken: '503',
      brokenAtOnce: 'no such host',
      hanging: 'no answer within 20 ms',
    });
    expect(well.heard).toEqual(['1']);
    expect(aborted).toBe(true);
  });

  it('one of them is an audit log, one object a line', { tags: ['m21.4'] }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-audit-'));
    const path = join(folder, 'deep', 'audit.ndjson');
    const notifiers = new Notifiers({ broken, audit: auditFile(path) });
    await notifiers.dispatch([noticeOf('1'), noticeOf('2')]);
    await notifiers.dispatch([noticeOf('3', { text: 'line one\nline two' })]);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as Notice)).toEqual([
      noticeOf('1'),
      noticeOf('2'),
      noticeOf('3', { text: 'line one\nline two' }),
    ]);
    await rm(folder, { recursive: true });
  });

  it('an audit log that cannot be written says where, why and what to look at', async () => {
    await expect(auditFile('/dev/null/x/audit.ndjson').notify([noticeOf('1')], {} as never)).rejects.toThrow(
      /^The audit log `\/dev\/null\/x\/audit\.ndjson` could not be written: .*; check that its folder is writable$/
    );
  });

  it('tell only those that are asked for, when a notice is handed over again', async () => {
    const [a, b] = [new Listener(), new Listener()];
    await new Notifiers({ a, b }).dispatch([noticeOf('1')], { only: ['b'] });
    expect([a.heard, b.heard]).toEqual([[], ['1']]);
  });

  it('write lines where they are asked to', async () => {
    const lines: string[] = [];
    await new Notifiers({ log: logNotifier((line) => lines.push(line)) }).dispatch([noticeOf('1')]);
    expect(lines).toEqual(['2026-03-02T12:00:00.000Z shop:ranker drift: accuracy is in drift']);
  });
});
