import { dirname } from 'node:path';
import { afterAll } from 'vitest';
import { createHttpTrainer } from '../../../src/trainers/http/http-trainer.ts';
import { createInProcessTrainer } from '../../../src/trainers/in-process/in-process-trainer.ts';
import { describeTrainer } from '../../contracts/trainer.ts';
import { JobServer } from '../../fakes/job-server.ts';
import { rowsOptions } from '../../fakes/rows-file.ts';

const servers: JobServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

describeTrainer('the HTTP trainer with a service that really trains', async (csv, folder) => {
  const server = new JobServer(createInProcessTrainer({ artifacts: folder, dataRoot: dirname(csv) }));
  servers.push(server);
  const url = await server.listen();
  const job = {
    submit: {
      url: `${url}/jobs`,
      body: { action: '{{action}}', request: '{{request}}', checkpoint: '{{checkpoint}}' },
    },
    poll: { url: `${url}/jobs/{{job}}`, everyMs: 5 },
    cancel: { url: `${url}/jobs/{{job}}` },
  };
  return {
    trainer: createHttpTrainer({ train: job, evaluate: job }),
    options: rowsOptions(csv),
    brokenOptions: { data: 'none' },
    hyperparameters: { learningRate: 0.05, epochs: 400 },
    slow: { epochs: 100_000, batchSize: 1 },
    resumable: { epochs: 3000, batchSize: 4 },
  };
});
