import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { slack } from '../../src/notify/slack.ts';
import { webhook } from '../../src/notify/webhook.ts';
import { onlyEvents } from '../../src/notify/notifier.ts';
import { context, noticeOf, Receiver } from './receiver.ts';

const receiver = new Receiver();
const secret = `whsec_${Buffer.from('0123456789abcdef').toString('base64')}`;
let url = '';

beforeAll(async () => {
  url = `http://${await receiver.listen()}/hook`;
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answer = { status: 204 };
});
afterAll(() => receiver.close());

const allowed = { allowHosts: ['127.0.0.1'] };

describe('webhook', () => {
  it('posts notices as a batch of CloudEvents', async () => {
    const notice = noticeOf();
    await webhook({ url, headers: { authorization: 'Bearer x' }, ...allowed }).notify([notice], context());
    const [{ headers, body, method, path } = { headers: {}, body: '[]', method: '', path: '' }] = receiver.received;
    expect({ method, path }).toEqual({ method: 'POST', path: '/hook' });
    expect(headers).toMatchObject({
      'content-type': 'application/cloudevents-batch+json',
      authorization: 'Bearer x',
    });
    expect(headers).not.toHaveProperty('webhook-signature');
    expect(JSON.parse(body)).toEqual([
      {
        specversion: '1.0',
        id: notice.id,
        source: '/monitors/shop:ranker',
        type: 'temporal-retrain.drift',
        subject: 'shop:ranker',
        time: '2026-01-02T03:04:05.000Z',
        datacontenttype: 'application/json',
        data: notice,
      },
    ]);
  });

  it('signs what it sends, and sends the same notices under the same id', async () => {
    const hook = webhook({ url, secret, ...allowed });
    await hook.notify([noticeOf()], context());
    await hook.notify([noticeOf()], context());
    await hook.notify([noticeOf({ id: 'another' })], context());
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
    const { headers, body } = receiver.received[0]!;
    const at = Number(headers['webhook-timestamp']);
    expect(Math.abs(Date.now() / 1_000 - at)).toBeLessThan(60);
    const expected = createHmac('sha256', '0123456789abcdef')
      .update(`${String(ids[0])}.${at}.${body}`)
      .digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${expected}`);
  });

  it.each(['secret', 'whsec_', 'whsec_c2hvcnQ='])('refuses the secret %s', (bad) => {
    expect(() => webhook({ url, secret: bad })).toThrow(/whsec_/);
  });

  it.each([
    [{ status: 500, body: 'out of\norder' }, 'to answer 2xx, got 500: out of order'],
    [{ status: 404 }, 'to answer 2xx, got 404'],
    [{ status: 302, headers: { location: 'http://169.254.169.254/' } }, 'to answer 2xx, got 302'],
    [{ status: 500, body: 'x'.repeat(10_000_000) }, /got 500: x{199}…$/],
  ])('fails on %o, so that it is tried again', async (answer, message) => {
    receiver.answer = answer;
    await expect(webhook({ url, ...allowed }).notify([noticeOf()], context())).rejects.toThrow(message);
    expect(receiver.received).toHaveLength(1);
  });

  it('fails when nobody answers', async () => {
    const gone = new Receiver();
    const host = await gone.listen();
    await gone.close();
    const hook = webhook({ url: `http://${host}/`, allowHosts: [host] });
    await expect(hook.notify([noticeOf()], context())).rejects.toThrow(`No answer from ${host}`);
  });

  it('calls an internal host only on the port that was allowed', async () => {
    const other = webhook({ url, allowHosts: ['127.0.0.1:1'] });
    await expect(other.notify([noticeOf()], context())).rejects.toThrow(/public internet/);
    expect(receiver.received).toEqual([]);
  });

  it('ends with its signal', async () => {
    const hook = webhook({ url, ...allowed });
    await expect(hook.notify([noticeOf()], { signal: AbortSignal.abort() })).rejects.toThrow('No answer from');
  });
});

describe('slack', () => {
  it('groups what happened at once by model, and lets no text become a link or a mention', async () => {
    await slack({ url, ...allowed }).notify(
      [
        noticeOf({ text: 'accuracy <!channel> below 0.9' }),
        noticeOf({ event: 'recovered', text: 'recovered: f1' }),
        noticeOf({ model: 'shop:other', event: 'stopped', text: 'stop by ada' }),
      ],
      context()
    );
    const { blocks, text } = JSON.parse(receiver.received[0]?.body ?? '{}') as {
      text: string;
      blocks: { text: { text: string } }[];
    };
    expect(blocks.map((block) => block.text.text)).toEqual([
      '*shop:ranker*\n:chart_with_downwards_trend: accuracy &lt;!channel&gt; below 0.9\n:white_check_mark: recovered: f1',
      '*shop:other*\n:information_source: stop by ada',
    ]);
    expect(text).toContain('shop:other: stop by ada');
    expect(receiver.received).toHaveLength(1);
  });

  it('keeps to the sizes that Slack takes', async () => {
    const many = Array.from({ length: 60 }, (_, i) => noticeOf({ model: `shop:m${i}`, text: 'x'.repeat(4_000) }));
    await slack({ url, ...allowed }).notify(many, context());
    const sent = JSON.parse(receiver.received[0]?.body ?? '{}') as {
      text: string;
      blocks: { text: { text: string } }[];
    };
    expect(sent.blocks).toHaveLength(50);
    expect(Math.max(sent.text.length, ...sent.blocks.map(({ text }) => text.text.length))).toBe(3_000);
  });
});

describe('onlyEvents', () => {
  it('passes on the events that were chosen, and nothing at all when there are none', async () => {
    const chosen = onlyEvents(webhook({ url, ...allowed }), ['promoted']);
    await chosen.notify([noticeOf(), noticeOf({ id: 'p', event: 'promoted' })], context());
    await chosen.notify([noticeOf()], context());
    expect(receiver.received.map(({ body }) => (JSON.parse(body) as { id: string }[]).map(({ id }) => id))).toEqual([
      ['p'],
    ]);
  });
});
