import { openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { MonitorClient } from '../../src/client/monitor-client.ts';
import type { ServiceSetup } from './start-service-process.ts';

// A service that records numbers in a process of its own, to be killed. It notes what it is about to record and what has
// been accepted, each with one write: what `record` returned from is on the list, whenever it is killed.
const { address, namespace, model, folder } = JSON.parse(process.env['SERVICE_SETUP'] ?? '{}') as ServiceSetup;

// It must not outlive the test that started it.
process.on('disconnect', () => process.exit(1));

const path = join(folder, 'accepted.txt');
const notes = openSync(path, 'a');
const begun = readFileSync(path, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('begin ')).length;

const client = await MonitorClient.connect({
  address,
  namespace,
  spool: { directory: join(folder, 'spool') },
  publisher: { batchSize: 20, lingerMs: 20 },
});
const monitor = client.monitor(model);
process.send?.('ready');
for (let n = begun; ; n++) {
  writeSync(notes, `begin ${n}\n`);
  monitor.record({ accuracy: n });
  writeSync(notes, `done ${n}\n`);
  await new Promise((resolve) => setTimeout(resolve, 1));
}
