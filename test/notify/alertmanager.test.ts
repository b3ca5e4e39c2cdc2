import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alertmanager } from '../../src/notify/alertmanager.ts';
import type { Notice } from '../../src/core/state/events.ts';
import { context, noticeOf, Receiver } from './receiver.ts';

const receiver = new Receiver();
const at = noticeOf().at;
let url = '';

beforeAll(async () => {
  url = `http://${await receiver.listen()}/`;
});
beforeEach(() => void (receiver.received.length = 0));
afterAll(() => receiver.close());

async function sent(...notices: Notice[]): Promise<Record<string, unknown>[]> {
  const target = alertmanager({ url, labels: { team: 'ml' }, expireAfterMs: 1_000, allowHosts: ['127.0.0.1'] });
  await target.notify(notices, context());
  return receiver.received.flatMap(({ body }) => JSON.parse(body) as Record<string, unknown>[]);
}

describe('alertmanager', () => {
  it('raises an alert for each thing that drifts, which goes away by itself in the end', async () => {
    const alerts = await sent(noticeOf({ subjects: ['accuracy//limit', 'f1/de/limit'] }));
    const labels = { alertname: 'ModelDrift', model: 'shop:ranker', tenant: 'shop', severity: 'warning', team: 'ml' };
    expect(alerts).toEqual(
      ['accuracy//limit', 'f1/de/limit'].map((subject) => ({
        labels: { ...labels, subject },
        annotations: { summary: 'accuracy 0.81 below 0.9' },
        startsAt: new Date(at).toISOString(),
        endsAt: new Date(at + 1_000).toISOString(),
      }))
    );
    expect(receiver.received[0]?.path).toBe('/api/v2/alerts');
  });

  it.each([
    ['drift', 'recovered'],
    ['no-data', 'data-again'],
    ['approval-needed', 'promoted'],
    ['approval-needed', 'challenger-rejected'],
    ['approval-needed', 'approval-timed-out'],
    ['approval-needed', 'shadow-started'],
    ['breaker-opened', 'breaker-released'],
    ['drift', 'stopped'],
    ['no-data', 'stopped'],
    ['approval-needed', 'stopped'],
    ['breaker-opened', 'stopped'],
    ['command-failed', 'stopped'],
    ['registry-trouble', 'stopped'],
    ['registry-trouble', 'registry-well'],
    ['pull-trouble', 'pull-well'],
    ['registry-trouble', 'adopted'],
    ['approval-needed', 'adopted'],
  ] as const)('ends with the labels of %s when %s comes', async (begin, end) => {
    const subjects = ['drift', 'no-data', 'pull-trouble'].includes(begin) ? { subjects: ['accuracy/'] } : {};
    const [first, ...ending] = await sent(
      noticeOf({ event: begin, ...subjects }),
      noticeOf({ event: end, at: at + 5, ...subjects })
    );
    const { labels } = first ?? {};
    expect(ending).toContainEqual({ labels, annotations: expect.anything(), endsAt: new Date(at + 5).toISOString() });
  });

  it.each([
    ['drift', 'promoted'],
    ['drift', 'rolled-back'],
    ['drift', 'policy-changed'],
    ['drift', 'segment-forgotten'],
    ['drift', 'state-shed'],
    ['no-data', 'policy-changed'],
    ['no-data', 'segment-forgotten'],
    ['no-data', 'state-shed'],
  ] as const)('ends %s of what starts anew or goes away when %s comes', async (begin, end) => {
    const subjects = ['accuracy/de/limit', 'f1//limit'];
    const alerts = await sent(noticeOf({ event: begin, subjects }), noticeOf({ event: end, at: at + 5, subjects }));
    const raised = alerts.filter((alert) => 'startsAt' in alert);
    expect(raised).toHaveLength(2);
    for (const { labels } of raised)
      expect(alerts).toContainEqual(
        expect.objectContaining({ labels, endsAt: new Date(at + 5).toISOString(), annotations: expect.anything() })
      );
  });

  it('a promotion that ends no drift ends the wait for approval and nothing else', async () => {
    const alerts = await sent(noticeOf({ event: 'promoted' }));
    expect(alerts.map(({ labels }) => (labels as Record<string, string>)['alertname'])).toEqual([
      'RetrainApprovalNeeded',
    ]);
    expect(alerts[0]?.['labels']).not.toHaveProperty('subject');
  });

  it('asks to be told again of what is still on, with the labels of the beginning', async () => {
    expect(alertmanager({ url }).repeats).toBe(true);
    const subjects = ['accuracy//limit'];
    const [first, again] = await sent(noticeOf({ subjects }), noticeOf({ at: at + 900, repeated: true, subjects }));
    expect(again?.['labels']).toEqual(first?.['labels']);
    expect(again?.['endsAt']).toBe(new Date(at + 1_900).toISOString());
  });

  it('sends nothing of what is no state', async () => {
    expect(await sent(noticeOf({ event: 'retrain-launched' }), noticeOf({ event: 'policy-changed' }))).toEqual([]);
    expect(receiver.received).toEqual([]);
  });
});
