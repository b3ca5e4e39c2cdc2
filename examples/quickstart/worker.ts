import { fileURLToPath } from 'node:url';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createInProcessTrainer, openSqliteRegistry, RetrainPlugin } from 'temporal-retrain';

const plugin = new RetrainPlugin({
  registry: await openSqliteRegistry({ path: './models/registry.db' }),
  trainers: [createInProcessTrainer({ artifacts: './models/artifacts' })],
});

const { connectionOptions, namespace } = loadClientConnectConfig();
const connection = await NativeConnection.connect(connectionOptions);
const worker = await Worker.create({
  connection,
  ...(namespace ? { namespace } : {}),
  taskQueue: 'models',
  workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
  plugins: [plugin],
});
try {
  await worker.run();
} finally {
  await connection.close();
}
