import type { MonitorClient } from '../client/monitor-client.ts';
import type { PrometheusWriteOptions } from './remote-write/write-mapping.ts';
import type { SignInOptions } from './access/sign-in.ts';
import type { TrustedProxyOptions } from './access/trusted-proxy.ts';

/**
 * The HTTP server. On this machine's own address it needs nothing; on any other it starts only with a way to tell who
 * asks.
 *
 * @example
 * ```ts
 * const server = await startServer({ client, host: '0.0.0.0', tokens: '/etc/temporal-retrain/tokens.yaml' });
 * console.log(server.url);
 * ```
 */
export interface StartServerOptions {
  /** Reaches the Temporal server and delivers the observations. It stays open when the server stops. */
  client: MonitorClient;
  /** Address to listen on. @default '127.0.0.1' */
  host?: string;
  /** 0 takes a free one. @default 8321 */
  port?: number;
  /** File of token hashes, as `temporal-retrain token` makes its lines. @default none */
  tokens?: string;
  /** OpenID Connect provider whose tokens are taken. @default none */
  signIn?: SignInOptions;
  /** Proxy that says who people are. @default none */
  proxy?: TrustedProxyOptions;
  /** How browsers reach it: `https://retrain.example`. Other names are refused then. @default its own address */
  publicUrl?: string;
  /** Who everybody is on loopback, where nothing else is set. @default the user that it runs as */
  localActor?: string;
  /** Most bytes of a body of observations. @default 10485760 */
  maxBodyBytes?: number;
  /** What the labels mean of what a Prometheus writes. @default labels `model`, `segment`, `version` */
  prometheusWrite?: PrometheusWriteOptions;
  /** Folder of the operator's page; `false` serves none. @default the page of this package, if it is built */
  page?: string | false;
  /** How long an answer waits for the Temporal server to confirm observations. @default 5000 */
  confirmWithinMs?: number;
  /** Told of errors that nobody foresaw. @default a process warning */
  note?: (line: string) => void;
}

export interface RunningServer {
  /** `http://127.0.0.1:8321` */
  url: string;
  port: number;
  /** Takes no new requests, and ends those under way within the time. */
  stop(options?: { timeoutMs?: number }): Promise<void>;
}
