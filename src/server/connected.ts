import type { Connection } from '@temporalio/client';

/**
 * A connection once the server has answered. One that does not come about is closed: otherwise it would go on trying to
 * connect, and keep the process alive.
 */
export async function connected(connection: Connection): Promise<Connection> {
  try {
    await connection.ensureConnected();
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}
