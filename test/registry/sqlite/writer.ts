/**
 * A worker process of its own: registers into the file named first and prints one line a version once it is
 * acknowledged. `node --import tsx writer.ts <file> <model> <first id> <count> [id prefix]`
 */
import { writeSync } from 'node:fs';
import { openSqliteRegistry } from '../../../src/registry/sqlite/sqlite-registry.ts';
import { aliasRequest, registerRequest } from '../../contracts/registry-requests.ts';

const [path = '', model = '', first = '0', count = '0', prefix = 'r'] = process.argv.slice(2);
const registry = await openSqliteRegistry({ path });
for (let i = Number(first); i < Number(first) + Number(count); i++) {
  const { version } = await registry.register(registerRequest(model, `${prefix}${i}`));
  // Straight to the pipe: what the parent has read was acknowledged before the process died.
  writeSync(1, `${prefix}${i} ${version}\n`);
  await registry.setAlias(aliasRequest(model, version, `promote ${prefix}${i}`));
  writeSync(1, `promoted ${prefix}${i} ${version}\n`);
}
await registry.close();
