import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { bundling } from '../src/bundling.ts';
import { workflowsPath } from '../src/workflow-paths.ts';
import { row, type Row } from './row.ts';

/** What every worker loads for the workflows: the code, without the source map that is appended to it. */
export async function bundleSize(): Promise<Row[]> {
  const logger = new DefaultLogger('ERROR');
  const { code } = await bundleWorkflowCode(bundling({ workflowsPath, logger }));
  const [bare] = code.split('//# sourceMappingURL=data:');
  if (bare === undefined || bare === code) throw new Error('Expected the bundle to end with a source map');
  return [row('bundle.kib', Buffer.byteLength(bare) / 1024, 'KiB')];
}
