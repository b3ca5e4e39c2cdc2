import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { openSqliteRegistry } from '../../../src/registry/sqlite/sqlite-registry.ts';
import { createCommandTrainer } from '../../../src/trainers/command/command-trainer.ts';
import { retrainWorkflowId } from '../../../src/terms/model-id.ts';
import { RetrainPlugin } from '../../../src/plugin.ts';
import { retrainUpdate, stateQuery } from '../../../workflows/messages.ts';
import { eventually } from '../../support/eventually.ts';
import { newFolder, newModel, scriptedMonitor, startMonitor } from '../../support/scripted.ts';
import { withWorker } from '../../support/temporal.ts';

const evaluation = { metrics: { accuracy: 0.9 }, samples: 300, holdout: { from: 0, to: 1, samples: 300 } };
const evaluate = `const fs = require('node:fs');
  const job = JSON.parse(fs.readFileSync(process.argv[1], 'utf8'));
  fs.writeFileSync(job.result, ${JSON.stringify(JSON.stringify(evaluation))});`;

it('a program that floods its output fills neither the history of its retrain nor that of the monitor', async () => {
  const folder = await newFolder();
  const registry = await openSqliteRegistry({ path: join(folder, 'registry.db') });
  const trainer = createCommandTrainer({
    name: 'scripted',
    artifacts: join(folder, 'artifacts'),
    train: [process.execPath, 'test/fakes/odd-program.mjs', 'flood', '{request}', 'lines', '128'],
    evaluate: [process.execPath, '-e', evaluate, '{request}'],
    heartbeatMs: 200,
  });
  await withWorker({ plugins: [new RetrainPlugin({ registry, trainers: [trainer] })] }, async (temporal) => {
    const monitor = await startMonitor(temporal, scriptedMonitor(newModel('flood')));
    await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
    const view = await eventually(
      () => monitor.query(stateQuery),
      ({ lastRetrain }) => lastRetrain?.generation === 1
    );
    expect(view.lastRetrain).toMatchObject({ status: 'promoted', version: '1.0.0' });
    const retrain = temporal.client.workflow.getHandle(retrainWorkflowId(monitor.workflowId, 1));
    // Of the 128 MiB nothing is left: what travels is the result, and heartbeats are no events.
    for (const { historySize, historyLength } of [await retrain.describe(), await monitor.describe()]) {
      expect(historySize).toBeLessThan(64 * 1024);
      expect(historyLength).toBeLessThan(100);
    }
    await monitor.terminate('the test is over');
  });
  await rm(folder, { recursive: true, force: true });
});
