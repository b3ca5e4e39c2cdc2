import { ConfigurationError } from '../../../src/terms/errors.ts';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';

/** Every fault of a monitor, as people read it. */
export function faultsOf(monitor: unknown): string[] {
  try {
    parseMonitor(monitor);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.issues.map(({ message }) => message);
    throw error;
  }
}
