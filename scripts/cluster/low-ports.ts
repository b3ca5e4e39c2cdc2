import { isPortFree } from '../../src/server/free-port.ts';

/**
 * Free loopback ports below 32768, all different. Temporal keeps its members' ports in PostgreSQL as `smallint`: with the
 * ports that the system gives out, mostly higher ones, the server ends with "out of range for type smallint".
 */
export async function freeLowPorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  for (let tries = 0; found.size < count; tries++) {
    if (tries > count * 100)
      throw new Error(`Expected ${count} free ports between ${first} and ${last}, got ${found.size}`);
    const port = first + Math.floor(Math.random() * (last - first));
    if (await isPortFree(port)) found.add(port);
  }
  return [...found];
}

// --- internal ---

const first = 12_000;
const last = 32_767;
