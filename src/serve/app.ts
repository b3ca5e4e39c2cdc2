import type { Context, Hono } from 'hono';
import type { HttpBindings } from '@hono/node-server';
import type { MonitorClient } from '../client/monitor-client.ts';
import type { Access } from './access/access.ts';
import type { Credentials } from './access/roles.ts';
import type { Intake } from './intake/intake.ts';
import type { Live } from './live/live.ts';
import type { OwnSite } from './access/cross-site.ts';
import type { PrometheusWriteOptions } from './remote-write/write-mapping.ts';
import type { PageFiles } from './page/page-files.ts';
import type { ServeMetrics } from './gauges/serve-metrics.ts';

/** What the runtime adds to a request; nothing where there is no connection, as in tests. */
export interface AppEnv {
  Bindings: Partial<HttpBindings>;
}

export type App = Hono<AppEnv>;

export type AppContext = Context<AppEnv>;

export interface AppOptions {
  client: MonitorClient;
  access: Access;
  site: OwnSite;
  intake: Intake;
  live: Live;
  metrics: ServeMetrics;
  /** Most bytes of a body of observations. */
  maxBodyBytes: number;
  /** What the labels mean of what a Prometheus writes. */
  prometheusWrite?: PrometheusWriteOptions | undefined;
  /** The operator's page; none where it is not built, or not wanted. */
  page?: PageFiles | undefined;
  /** Told of questions that may outlast their answers: the connection stays open for them. */
  follow: (work: Promise<unknown>) => void;
  /** Told of errors that nobody foresaw. */
  note: (line: string) => void;
}

/** What there is to tell from who asks. */
export function credentialsOf({ req, env }: AppContext): Credentials {
  const incoming = env?.incoming;
  return {
    header: (name) => req.header(name),
    linesOf: (name) => incoming?.headersDistinct[name]?.length ?? (req.header(name) === undefined ? 0 : 1),
    peer: incoming?.socket.remoteAddress,
  };
}

/** `/v1/models/:model` of `/v1/models/{model}`. */
export function pathOf(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
