import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { freeLowPorts } from '../../scripts/cluster/low-ports.ts';
import { freePort, freePorts, isPortFree } from '../../src/server/free-port.ts';

it('ports that are asked for together are all different and can be listened on', async () => {
  const ports = await freePorts(20);

  expect(new Set(ports).size).toBe(20);
  expect(await Promise.all(ports.map(isPortFree))).toEqual(ports.map(() => true));
});

it('a port that somebody listens on is not free', async () => {
  const port = await freePort();
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
  const free = await isPortFree(port);
  await new Promise((resolve) => holder.close(resolve));

  expect(free).toBe(false);
});

it('ports for a server with PostgreSQL fit its smallint column', async () => {
  const ports = await freeLowPorts(50);

  expect(new Set(ports).size).toBe(50);
  expect(Math.max(...ports)).toBeLessThan(2 ** 15);
});
