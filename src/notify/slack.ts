import { postJson, webhookUrl } from './post-json.ts';
import type { Notice } from '../core/state/events.ts';
import type { Notifier } from './notifier.ts';

/**
 * Which chat hears of transitions.
 *
 * @example
 * ```ts
 * slack({ url: process.env.SLACK_URL! });
 * ```
 */
export interface SlackOptions {
  /** The incoming webhook, or one of another chat that understands Slack's format. */
  url: string;
  /** Internal hosts that may be called. @default none: only public addresses */
  allowHosts?: readonly string[];
}

/**
 * Posts notices to a chat in Slack's format: one message for everything that happened at once, grouped by model.
 *
 * @example
 * ```ts
 * const ops = slack({ url: process.env.SLACK_URL! });
 * ```
 *
 * @see https://api.slack.com/messaging/webhooks
 */
export function slack({ url, allowHosts }: SlackOptions): Notifier {
  const target = { url: webhookUrl(url), allowHosts };
  return {
    async notify(notices, { signal }) {
      await postJson(target, JSON.stringify(slackMessage(notices)), { signal });
    },
  };
}

// --- internal ---

/** Slack refuses messages with more blocks, and longer texts. */
const maxBlocks = 50;
const maxText = 3_000;
const maxLinks = 3;

function slackMessage(notices: readonly Notice[]): { text: string; blocks: object[] } {
  const models = [...new Set(notices.map(({ model }) => model))];
  const sections = models.map((model) => {
    const ofModel = notices.filter((notice) => notice.model === model);
    const lines = ofModel.map((notice) => `${emoji[notice.event] ?? ':information_source:'} ${escaped(notice.text)}`);
    const links = [...new Set(ofModel.flatMap(({ link }) => link ?? []))].slice(0, maxLinks);
    // The links stand first, as a long text is cut at its end.
    const title = [`*${escaped(model)}*`, ...links.map((link) => `<${encodeURI(link)}|${wordsOf(link)}>`)].join(' · ');
    return { type: 'section', text: { type: 'mrkdwn', text: cut(`${title}\n${lines.join('\n')}`) } };
  });
  const blocks = sections.slice(0, maxBlocks);
  // Shown in notifications, and by clients that do not support blocks.
  const text = notices.map(({ model, text: said }) => `${model}: ${said}`).join('\n');
  return { text: cut(escaped(text)), blocks };
}

const emoji: Partial<Record<Notice['event'], string>> = {
  drift: ':chart_with_downwards_trend:',
  recovered: ':white_check_mark:',
  'no-data': ':mute:',
  'data-again': ':sound:',
  'retrain-launched': ':hammer_and_wrench:',
  'retrain-held': ':hourglass:',
  'approval-needed': ':raised_hand:',
  promoted: ':rocket:',
  'rolled-back': ':rewind:',
  adopted: ':rewind:',
  'registry-trouble': ':rotating_light:',
  'registry-well': ':white_check_mark:',
  'pull-trouble': ':mute:',
  'pull-well': ':sound:',
  'breaker-opened': ':rotating_light:',
  'command-failed': ':rotating_light:',
};

/** What a link to the page is called. */
function wordsOf(link: string): string {
  const retrain = /\/retrains\/(\d+)$/.exec(link);
  if (retrain) return `retrain ${retrain[1]}`;
  return link.endsWith('/approval') ? 'look at it and decide' : 'open';
}

/** `&`, `<` and `>` are Slack's control characters: a metric's name must not become a link or a mention. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function cut(text: string): string {
  return text.length <= maxText ? text : `${text.slice(0, maxText - 1)}…`;
}
