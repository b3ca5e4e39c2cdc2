import { approvalAnswer } from '../../answers/page/approval.ts';
import { approvalReport } from '../../page/approval-report.ts';
import { endpoint, type Endpoint } from '../endpoint.ts';
import { modelParams } from '../fields.ts';

/** What somebody should have seen who approves. */
export const approvalEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/models/{model}/approval',
    role: 'viewer',
    summary: 'The challenger that waits, beside the champion',
    description:
      'By metric, slice and loss, with the interval of the bootstrap, the changed hyper-parameters, the data, the reasons and their evidence.',
    params: modelParams,
    answers: { 200: { description: '`approval` is null when nothing waits.', schema: approvalAnswer } },
    handle: async ({ client, params: { model } }) => {
      const handle = client.monitor(model);
      const { approval } = await handle.state();
      if (approval === null) return { body: { model, approval } };
      const [card, { config }] = await Promise.all([
        handle.versions({ versions: 100, reigns: 0, whole: approval.version }),
        handle.config(),
      ]);
      const { warning } = card;
      const report = approvalReport(approval, card, config.retrain.gate.gains);
      return { body: { model, approval: report, ...(warning === undefined ? {} : { warning }) } };
    },
  }),
];
