import { ConfigurationError } from '../terms/errors.ts';
import { inWords } from '../terms/show.ts';
import { prometheusEndpoint, type PrometheusEndpointOptions } from './worker-metrics-endpoint.ts';
import { visibleText } from '../terms/visible-text.ts';
import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogLevel } from '@temporalio/worker';

/**
 * Writes the SDK's own log, including its native part, as one line per message. The program handles Ctrl-C, because it
 * knows the order in which things stop. Call it once, before any other use of the SDK.
 *
 * @param metrics where Prometheus finds what the worker measures
 * @throws ConfigurationError when nothing can listen there
 */
export function installRuntimeLogger(
  write: (line: string) => void,
  level: LogLevel = 'WARN',
  metrics?: PrometheusEndpointOptions
): void {
  const logger = new DefaultLogger(level, (entry) => {
    if (level !== 'WARN' || !isOfBusyMachine(entry.message))
      write(formatLogEntry(entry.level, entry.message, entry.meta));
  });
  const logging = { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) };
  const telemetryOptions = { logging, ...(metrics ? { metrics: prometheusEndpoint(metrics) } : {}) };
  try {
    Runtime.install({ logger, shutdownSignals: [], telemetryOptions });
  } catch (cause) {
    if (!metrics) throw cause;
    const { host = '127.0.0.1', port } = metrics;
    throw new ConfigurationError(
      `Expected to show metrics at ${host}:${port}, but ${(cause as Error).message}; choose another --metrics-port`,
      { cause }
    );
  }
}

/**
 * Whether the SDK says no more than that a machine was slow: what was answered too late is given to a worker again by
 * the server, so that nobody has anything to do. Told only to whoever wants to hear more than warnings.
 */
export function isOfBusyMachine(message: string): boolean {
  return busy.test(message);
}

/** `warn signal refused (reason=..., workflowId=...)`: errors as their message, the SDK's own context left out. */
export function formatLogEntry(level: LogLevel, message: string, meta: Record<string | symbol, unknown> = {}): string {
  const fields = Object.entries(meta)
    .filter(([name, value]) => !noise.has(name) && value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${shown(value)}`);
  const text = message.replaceAll(/\s*\n\s*/g, ' ');
  // Text from outside is among them: one message stays one line.
  return visibleText(`${level.toLowerCase()} ${text}${fields.length > 0 ? ` (${fields.join(', ')})` : ''}`);
}

// --- internal ---

/** How they begin (SDK 1.24). TMPRL1104: a task of a workflow that takes long. */
const busy = /^(?:(?:Task|Query|Activity) not found (?:when|on) |\[TMPRL1104\])/;

/** Fields that repeat what the line or the process already says. */
const noise = new Set([
  'sdkComponent',
  'namespace',
  'taskQueue',
  'taskToken',
  'runId',
  'workflowType',
  'activityId',
  'isLocal',
  'target',
  'log.target',
  'spanContexts',
]);

function shown(value: unknown): string {
  if (value instanceof Error) return value.message.replaceAll(/\s*\n\s*/g, ' ');
  return inWords(value, 300);
}
