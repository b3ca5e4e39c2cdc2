import type { RunningServer, StartServerOptions } from './server-options.ts';

/**
 * Listens until it is stopped.
 *
 * @throws ConfigurationError when it would let everybody in from elsewhere, or an option cannot be used
 */
export async function startServer(options: StartServerOptions): Promise<RunningServer> {
  // Loaded here: whoever imports this package for a worker needs no HTTP server.
  const { listen } = await import('./listen.ts');
  return listen(options);
}
