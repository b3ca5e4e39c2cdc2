import { MonitorClient } from 'temporal-retrain';
import { monitor as weather } from './monitor.ts';

const client = await MonitorClient.connect({ taskQueue: 'models' });
const monitor = client.monitor('weather:rain');
await monitor.ensure(weather); // starts it, or leaves a running one unchanged: updatePolicy() changes it

// Wherever your service knows how well the model did: never waits, batches, resends, counts once. With 1,024 values waiting for
// a server that is away it throws BackPressureError: catch it, or give the client a `spool`.
for (const accuracy of [0.79, 0.8, 0.61, 0.55, 0.5]) {
  monitor.record({ accuracy, latencyMs: 35 }, { at: Date.now() });
}
await monitor.flush();

const { level, series } = await monitor.state();
console.log(level, series);
console.log((await monitor.explain()).summary); // in drift, and what it does about it
await client.close();
