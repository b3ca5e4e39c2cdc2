import { stringify } from 'yaml';

export interface ServerConfigOptions {
  postgres: { port: number; user: string; password: string };
  /** Free loopback ports, one for each listener. */
  ports: Record<ServerPort, number>;
  dynamicConfigFile: string;
}

export const serverPorts = [
  'frontend',
  'frontendMembership',
  'frontendHttp',
  'history',
  'historyMembership',
  'matching',
  'matchingMembership',
  'worker',
  'workerMembership',
  'metrics',
] as const;

export type ServerPort = (typeof serverPorts)[number];

/**
 * The configuration file of a Temporal server with all four roles in one process and its data in PostgreSQL: the
 * server's own `development-postgres12.yaml` with every port moved and nothing listening beyond loopback.
 */
export function serverConfig({ postgres, ports, dynamicConfigFile }: ServerConfigOptions): string {
  const role = (grpcPort: number, membershipPort: number, more = {}): object => ({
    rpc: { grpcPort, membershipPort, bindOnLocalHost: true, ...more },
  });
  return stringify({
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: 4,
      datastores: {
        default: { sql: datastore(postgres, 'temporal', 20) },
        visibility: { sql: datastore(postgres, 'temporal_visibility', 10) },
      },
    },
    global: {
      membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' },
      metrics: {
        prometheus: { framework: 'tally', timerType: 'histogram', listenAddress: `127.0.0.1:${ports.metrics}` },
      },
    },
    services: {
      frontend: role(ports.frontend, ports.frontendMembership, { httpPort: ports.frontendHttp }),
      history: role(ports.history, ports.historyMembership),
      matching: role(ports.matching, ports.matchingMembership),
      worker: role(ports.worker, ports.workerMembership),
    },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: {
          enabled: true,
          initialFailoverVersion: 1,
          rpcName: 'frontend',
          rpcAddress: `127.0.0.1:${ports.frontend}`,
        },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    dynamicConfigClient: { filepath: dynamicConfigFile, pollInterval: '60s' },
  });
}

// --- internal ---

function datastore(postgres: ServerConfigOptions['postgres'], databaseName: string, maxConns: number): object {
  return {
    pluginName: 'postgres12',
    databaseName,
    connectAddr: `127.0.0.1:${postgres.port}`,
    connectProtocol: 'tcp',
    user: postgres.user,
    password: postgres.password,
    maxConns,
    maxIdleConns: maxConns,
    maxConnLifetime: '1h',
  };
}
