// What an operator does from a script: the ledger keeps every command, with its actor and comment.
import { CommandRejectedError, MonitorClient } from 'temporal-retrain';
import { monitor as weather } from './monitor.ts';

const client = await MonitorClient.connect({ taskQueue: 'models' });
const monitor = client.monitor('weather:rain');
const asked = { actor: 'ana', comment: 'upstream outage' };

await monitor.pause(asked);
try {
  await monitor.retrain({ actor: 'ben', severity: 'full' });
} catch (error) {
  if (!(error instanceof CommandRejectedError)) throw error;
  console.log(`refused: ${error.message}`);
}
await monitor.resume(asked);
await monitor.updatePolicy({ ...weather, cooldown: '12h' }, { actor: 'ana', comment: 'data is back' });
console.log((await monitor.config()).revision);
await client.close();
