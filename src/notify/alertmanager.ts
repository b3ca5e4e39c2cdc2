import { postJson, webhookUrl } from './post-json.ts';
import type { Notice, NoticeEvent } from '../core/state/events.ts';
import type { Notifier } from './notifier.ts';

/**
 * Where alerts go, and what they carry.
 *
 * @example
 * ```ts
 * alertmanager({ url: 'http://alertmanager:9093', allowHosts: ['alertmanager'], labels: { team: 'ranking' } });
 * ```
 */
export interface AlertmanagerOptions {
  /** Base URL, such as `http://alertmanager:9093`. */
  url: string;
  /** Added to every alert, for routing. @default {} */
  labels?: Readonly<Record<string, string>>;
  /** An alert that nothing ends expires this long after it was last sent, in ms. @default 7 days */
  expireAfterMs?: number;
  /** Extra headers, for example `authorization`. @default {} */
  headers?: Readonly<Record<string, string>>;
  /** Internal hosts that may be called; an Alertmanager's own name usually belongs here. @default none */
  allowHosts?: readonly string[];
}

/**
 * Raises alerts in a Prometheus Alertmanager and ends them with the same labels: drift on recovery, silence on new
 * data, a waiting approval on the decision, everything when the monitor stops. Events that are not a lasting state are
 * not sent. An Alertmanager loses its alerts when it restarts, so active alerts are sent again.
 *
 * @example
 * ```ts
 * const pager = alertmanager({ url: 'http://alertmanager:9093', allowHosts: ['alertmanager'] });
 * ```
 *
 * @see https://prometheus.io/docs/alerting/latest/clients (API v2)
 */
export function alertmanager(options: AlertmanagerOptions): Notifier {
  const { labels = {}, expireAfterMs = 7 * 86_400_000, headers, allowHosts } = options;
  const url = webhookUrl(`${options.url.replace(/\/+$/, '')}/api/v2/alerts`);
  return {
    repeats: true,
    wants: (notice) => alertsOf(notice, labels, expireAfterMs).length > 0,
    async notify(notices, { signal }) {
      const alerts = notices.flatMap((notice) => alertsOf(notice, labels, expireAfterMs));
      if (alerts.length > 0) await postJson({ url, headers, allowHosts }, JSON.stringify(alerts), { signal });
    },
  };
}

// --- internal ---

interface Alert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt?: string;
  endsAt: string;
  /** Alertmanager shows it as the source of the alert. */
  generatorURL?: string;
}

type AlertName =
  | 'ModelDrift'
  | 'ModelSilent'
  | 'RetrainApprovalNeeded'
  | 'RetrainBreakerOpen'
  | 'RetrainCommandFailed'
  | 'RetrainRegistryTrouble'
  | 'RetrainPullTrouble';

const begins: Partial<Record<NoticeEvent, AlertName>> = {
  drift: 'ModelDrift',
  'no-data': 'ModelSilent',
  'approval-needed': 'RetrainApprovalNeeded',
  'breaker-opened': 'RetrainBreakerOpen',
  'command-failed': 'RetrainCommandFailed',
  'registry-trouble': 'RetrainRegistryTrouble',
  'pull-trouble': 'RetrainPullTrouble',
};

const ends: Partial<Record<NoticeEvent, readonly AlertName[]>> = {
  recovered: ['ModelDrift'],
  'data-again': ['ModelSilent'],
  promoted: ['RetrainApprovalNeeded', 'ModelDrift'],
  'shadow-started': ['RetrainApprovalNeeded'],
  'rolled-back': ['ModelDrift'],
  'registry-well': ['RetrainRegistryTrouble'],
  'pull-well': ['RetrainPullTrouble'],
  adopted: ['ModelDrift', 'RetrainRegistryTrouble', 'RetrainApprovalNeeded'],
  'policy-changed': ['ModelDrift', 'ModelSilent'],
  'segment-forgotten': ['ModelDrift', 'ModelSilent'],
  'state-shed': ['ModelDrift', 'ModelSilent'],
  'challenger-rejected': ['RetrainApprovalNeeded'],
  'challenger-superseded': ['RetrainApprovalNeeded'],
  'approval-timed-out': ['RetrainApprovalNeeded'],
  'breaker-released': ['RetrainBreakerOpen'],
  stopped: Object.values(begins),
};

/** One alert for each subject; the other alerts exist once for each model. */
const bySubject = new Set<AlertName>(['ModelDrift', 'ModelSilent', 'RetrainPullTrouble']);

const critical = new Set<AlertName>(['RetrainBreakerOpen', 'RetrainCommandFailed']);

function alertsOf(notice: Notice, extra: Readonly<Record<string, string>>, expireAfterMs: number): Alert[] {
  const at = new Date(notice.at).toISOString();
  const of = (name: AlertName, rest: Pick<Alert, 'startsAt' | 'endsAt'>): Alert[] =>
    subjectsOf(name, notice).map((subject) => ({
      labels: {
        ...extra,
        alertname: name,
        model: notice.model,
        severity: critical.has(name) ? 'critical' : 'warning',
        ...(notice.tenant === null ? {} : { tenant: notice.tenant }),
        ...(subject === undefined ? {} : { subject }),
      },
      annotations: { summary: notice.text },
      ...(notice.link === undefined ? {} : { generatorURL: notice.link }),
      ...rest,
    }));
  const beginning = begins[notice.event];
  if (beginning) return of(beginning, { startsAt: at, endsAt: new Date(notice.at + expireAfterMs).toISOString() });
  return (ends[notice.event] ?? []).flatMap((name) => of(name, { endsAt: at }));
}

/** A beginning is always sent; an end is sent only for named subjects. */
function subjectsOf(name: AlertName, { event, subjects = [] }: Notice): readonly (string | undefined)[] {
  if (bySubject.has(name) && (subjects.length > 0 || begins[event] !== name)) return subjects;
  return [undefined];
}
