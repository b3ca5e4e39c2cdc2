import type { Check } from '../check.ts';

/** The server answers; also shows its version. */
export const serverCheck: Check = {
  name: 'server',
  async run({ connection }) {
    const { serverVersion } = await connection.workflowService.getSystemInfo({});
    return [{ status: 'ok', text: `Temporal server ${serverVersion || 'of unknown version'} answers` }];
  },
};
