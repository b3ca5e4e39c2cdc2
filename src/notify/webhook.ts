import { createHmac } from 'node:crypto';
import { postJson, webhookUrl } from './post-json.ts';
import { ConfigurationError } from '../terms/errors.ts';
import type { Notice } from '../core/state/events.ts';
import type { Notifier } from './notifier.ts';

/**
 * Who receives the events, and how it knows that they are ours.
 *
 * @example
 * ```ts
 * webhook({ url: 'https://example.com/hook', secret: process.env.HOOK_SECRET! });
 * ```
 */
export interface WebhookOptions {
  /** `http:` or `https:`, without user and password. */
  url: string;
  /** `whsec_` and base64, at least 16 bytes: deliveries are signed with it. @default unsigned */
  secret?: string;
  /** Extra headers, for example `authorization`. @default {} */
  headers?: Readonly<Record<string, string>>;
  /** Internal hosts that may be called. @default none: only public addresses */
  allowHosts?: readonly string[];
}

/**
 * Posts notices as a batch of CloudEvents 1.0, signed with the Standard Webhooks scheme: the receiver verifies
 * `webhook-signature` over `webhook-id.webhook-timestamp.body`. A delivery is repeated until the answer is 2xx; the
 * `id` of each event identifies repetitions.
 *
 * @example
 * ```ts
 * const hook = webhook({ url: 'https://example.com/hook', secret: process.env.WEBHOOK_SECRET });
 * ```
 *
 * @see https://www.standardwebhooks.com, https://cloudevents.io
 */
export function webhook(options: WebhookOptions): Notifier {
  const { headers, allowHosts } = options;
  const target = { url: webhookUrl(options.url), headers, allowHosts };
  const key = options.secret === undefined ? undefined : keyOf(options.secret);
  return {
    async notify(notices, { signal }) {
      const body = JSON.stringify(notices.map(cloudEvent));
      const sent = {
        'content-type': 'application/cloudevents-batch+json',
        ...(key ? signature(key, notices, body) : {}),
      };
      await postJson(target, body, { signal, headers: sent });
    },
  };
}

// --- internal ---

function cloudEvent(notice: Notice): object {
  return {
    specversion: '1.0',
    id: notice.id,
    source: `/monitors/${notice.model}`,
    type: `temporal-retrain.${notice.event}`,
    subject: notice.model,
    time: new Date(notice.at).toISOString(),
    datacontenttype: 'application/json',
    data: notice,
  };
}

function signature(key: Buffer, notices: readonly Notice[], body: string): Record<string, string> {
  // The same notices always have the same message id.
  const id = createHmac('sha256', key)
    .update(notices.map((notice) => notice.id).join('\n'))
    .digest('hex');
  const messageId = `msg_${id.slice(0, 32)}`;
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signed = createHmac('sha256', key).update(`${messageId}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': messageId, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signed}` };
}

function keyOf(secret: string): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  if (!secret.startsWith('whsec_') || key.length < 16)
    throw new ConfigurationError(
      'Expected `secret` of a webhook to be `whsec_` and at least 16 bytes in base64; `echo "whsec_$(openssl rand -base64 24)"` makes one'
    );
  return key;
}
