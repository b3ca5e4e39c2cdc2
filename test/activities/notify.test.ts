import { describe, expect, it } from 'vitest';
import { activitiesOf, runActivity } from '../support/run-activity.ts';
import { noticeOf } from '../support/notices.ts';
import { Notifiers } from '../../src/notify/notifiers.ts';

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
});
