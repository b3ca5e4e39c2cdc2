import { describe, expect, it } from 'vitest';
import { activitiesOf, runActivity } from '../support/run-activity.ts';
import { noticeOf } from '../support/notices.ts';
import { Notifiers } from '../../src/notify/notifiers.ts';
import { NotificationError } from '../../src/terms/errors.ts';
import { onlyEvents, type Notifier } from '../../src/notify/notifier.ts';

describe('retrain.notify', () => {
  it('tells a retry only those that have failed, by the heartbeat of the attempt before', async () => {
    const told: string[] = [];
    let isDown = true;
    const notifiers = new Notifiers({
      well: { notify: () => Promise.resolve(void told.push('well')) },
      shaky: {
        notify: () => {
          told.push('shaky');
          return isDown ? Promise.reject(new Error('503')) : Promise.resolve();
        },
      },
    });
    const notify = activitiesOf({ notifiers })['retrain.notify'];
    const first = runActivity(notify, [noticeOf('1')]);
    await expect(first.result).rejects.toMatchObject({
      type: 'NotificationError',
      nonRetryable: false,
      message: 'notices not delivered to shaky: 503',
    });
    expect(first.heartbeats).toEqual([['shaky']]);
    isDown = false;
    await runActivity(notify, [noticeOf('1')], { attempt: 2, heartbeatDetails: first.heartbeats.at(-1) }).result;
    expect(told).toEqual(['well', 'shaky', 'shaky']);
  });

  it.each([
    ['a receiver that asks for seven seconds is not asked before', [7_000], 1, 7_000],
    ['the one that asks for longest counts', [7_000, 30_000], 1, 30_000],
    ['one that asks for less than the usual pause does not use up its attempts', [1_000], 6, 64_000],
    ['no receiver is left alone for longer than an hour', [86_400_000], 1, 3_600_000],
  ])('%s', async (_, waits, attempt, nextRetryDelay) => {
    const notifiers = new Notifiers(
      Object.fromEntries(
        waits.map((retryAfterMs, index) => [
          `n${index}`,
          { notify: () => Promise.reject(new NotificationError('429', { retryAfterMs })) },
        ])
      )
    );
    const notify = activitiesOf({ notifiers })['retrain.notify'];
    await expect(runActivity(notify, [noticeOf('1')], { attempt }).result).rejects.toMatchObject({ nextRetryDelay });
  });

  it('hands what is told again only to those who ask, and says when nobody does', async () => {
    const heard: string[] = [];
    const listener = (name: string, repeats?: boolean): Notifier => ({
      ...(repeats === undefined ? {} : { repeats }),
      notify: (notices) => Promise.resolve(void heard.push(...notices.map(({ id }) => `${name}${id}`))),
    });
    const [first, again] = [noticeOf('1'), noticeOf('2', { repeated: true })];
    const some = activitiesOf({
      notifiers: new Notifiers({ chat: listener('chat'), alerts: listener('alerts', true) }),
    });
    expect(await runActivity(some['retrain.notify'], [first, again]).result).toBeUndefined();
    expect(await runActivity(some['retrain.notify'], [again]).result).toBeUndefined();
    expect(heard).toEqual(['chat1', 'alerts1', 'alerts2', 'alerts2']);
    const nobody = activitiesOf({ notifiers: new Notifiers({ chat: listener('chat') }) });
    expect(await runActivity(nobody['retrain.notify'], [again]).result).toEqual({ repeats: 'unheard' });
    expect(await runActivity(nobody['retrain.notify'], [first, again]).result).toBeUndefined();
  });
});

describe('retrain.deliver', () => {
  const failing = (error: Error): Notifier => ({ notify: () => Promise.reject(error) });

  it('tells all but those that have a lane of their own, once, and says who did not take it', async () => {
    const told: string[] = [];
    const notifiers = new Notifiers({
      well: { notify: () => Promise.resolve(void told.push('well')) },
      late: { notify: () => Promise.resolve(void told.push('late')) },
      broken: failing(new Error('HTTP 500')),
      busy: { ...failing(new NotificationError('429', { retryAfterMs: 7_000 })), repeats: true },
    });
    const deliver = activitiesOf({ notifiers })['retrain.deliver'];
    const answer = await runActivity(deliver, { notices: [noticeOf('1')], except: ['late'] }).result;
    expect(answer).toEqual({
      failed: [
        { name: 'broken', error: 'HTTP 500', waitMs: 2_000, repeats: 'unheard' },
        { name: 'busy', error: '429', waitMs: 7_000 },
      ],
    });
    expect(told).toEqual(['well']);
    const quiet = await runActivity(deliver, { notices: [noticeOf('2')], except: ['broken', 'busy'] }).result;
    expect(quiet).toEqual({});
    notifiers.remove('busy');
    const again = noticeOf('3', { repeated: true });
    expect(await runActivity(deliver, { notices: [again], except: [] }).result).toEqual({ repeats: 'unheard' });
  });

  it('leaves one that has just failed alone for as long as it asks, and then asks it alone', async () => {
    const told: string[] = [];
    const notifiers = new Notifiers({
      well: { notify: () => Promise.resolve(void told.push('well')) },
      busy: { notify: () => Promise.resolve(void told.push('busy')) },
    });
    const deliver = activitiesOf({ notifiers })['retrain.deliver'];
    const delivery = { notices: [noticeOf('1')], only: 'busy', after: { error: '429', waitMs: 7_000 } };
    await expect(runActivity(deliver, delivery).result).rejects.toMatchObject({
      message: 'notices not delivered to busy: 429',
      nextRetryDelay: 7_000,
    });
    expect(told).toEqual([]);
    await runActivity(deliver, delivery, { attempt: 2 }).result;
    expect(told).toEqual(['busy']);
  });

  it('fails while the one that is asked alone does, for no one else waits', async () => {
    const deliver = activitiesOf({ notifiers: new Notifiers({ broken: failing(new Error('HTTP 500')) }) });
    const delivery = { notices: [noticeOf('1')], only: 'broken' };
    await expect(runActivity(deliver['retrain.deliver'], delivery).result).rejects.toMatchObject({
      type: 'NotificationError',
      nonRetryable: false,
      message: 'notices not delivered to broken: HTTP 500',
      details: ['HTTP 500'],
    });
    const wordy = activitiesOf({ notifiers: new Notifiers({ broken: failing(new Error('x'.repeat(2_000))) }) });
    const failure = await runActivity(wordy['retrain.deliver'], delivery).result.catch((error: unknown) => error);
    expect((failure as { details: string[] }).details[0]).toHaveLength(500);
  });

  it('says that the one that is asked alone was not asked, where it hears nothing of it', async () => {
    const told: string[] = [];
    const chat: Notifier = { notify: () => Promise.resolve(void told.push('chat')) };
    const notifiers = new Notifiers({ chat, some: onlyEvents({ ...chat, repeats: true }, ['promoted']) });
    const deliver = activitiesOf({ notifiers })['retrain.deliver'];
    const again = noticeOf('1', { repeated: true });
    expect(await runActivity(deliver, { notices: [again], only: 'chat' }).result).toEqual({ asked: false });
    expect(await runActivity(deliver, { notices: [noticeOf('2')], only: 'some' }).result).toEqual({ asked: false });
    expect(told).toEqual([]);
    expect(await runActivity(deliver, { notices: [again, noticeOf('3')], only: 'chat' }).result).toBeUndefined();
    expect(told).toEqual(['chat']);
  });

  it('fails where this worker does not know the one that is asked alone: another may, and nothing counts as told', async () => {
    const notifiers = new Notifiers({ chat: { notify: () => Promise.resolve() } });
    const deliver = activitiesOf({ notifiers })['retrain.deliver'];
    await expect(runActivity(deliver, { notices: [noticeOf('1')], only: 'slack' }).result).rejects.toMatchObject({
      type: 'NotifierNotFoundError',
      nonRetryable: false,
      details: ['the worker has no notifier of this name; it has: chat'],
    });
  });
});
