import type { Check } from '../check.ts';
import { grpcCodes, grpcCode } from '../../server/grpc-status.ts';

/** The server answers; also shows its version. */
export const serverCheck: Check = {
  name: 'server',
  async run({ connection }) {
    const { serverVersion } = await connection.workflowService.getSystemInfo({});
    return [{ status: 'ok', text: `Temporal server ${serverVersion || 'of unknown version'} answers` }];
  },
};

/** The namespace exists; also shows how long it keeps closed workflows. */
export const namespaceCheck: Check = {
  name: 'namespace',
  dependsOn: ['server'],
  async run({ connection, namespace }) {
    try {
      const { config } = await connection.workflowService.describeNamespace({ namespace });
      const days = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / 86_400;
      const kept =
        days > 0 ? `; it keeps closed workflows for ${Number(days.toFixed(1))} ${days === 1 ? 'day' : 'days'}` : '';
      return [{ status: 'ok', text: `namespace \`${namespace}\` exists${kept}` }];
    } catch (error) {
      if (grpcCode(error) !== grpcCodes.notFound) throw error;
      return [
        {
          status: 'fault',
          text: `namespace \`${namespace}\` does not exist`,
          cause: 'it was never created, or TEMPORAL_NAMESPACE names another one',
          fix: `temporal operator namespace create --namespace ${namespace}`,
        },
      ];
    }
  },
};
