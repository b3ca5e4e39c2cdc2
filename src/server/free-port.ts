import { createServer } from 'node:net';

/** A TCP port of the loopback interface that is free at this moment; the system may assign it again. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port as number;
}

/** Several at once: all are held open until each is known, so that they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const holders = Array.from({ length: count }, () => createServer());
  try {
    return await Promise.all(
      holders.map(
        (holder) =>
          new Promise<number>((resolve, reject) => {
            holder.once('error', reject);
            holder.listen(0, '127.0.0.1', () => {
              const address = holder.address();
              if (address === null || typeof address === 'string') reject(new Error('a TCP listener has no port'));
              else resolve(address.port);
            });
          })
      )
    );
  } finally {
    await Promise.all(holders.map((holder) => new Promise((resolve) => holder.close(resolve))));
  }
}

/** That port if it is free at this moment, else another one. */
export async function portOrFree(port: number): Promise<number> {
  return (await isPortFree(port)) ? port : freePort();
}

/** Whether a TCP port of the loopback interface can be listened on at this moment. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
