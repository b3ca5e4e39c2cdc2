import { visibleText } from '../terms/visible-text.ts';
import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogLevel } from '@temporalio/worker';

/**
 * One line a message for the SDK's own log, native part included. Ctrl-C is left to the program, which knows in which order
 * things stop. Call it once, before anything else of the SDK is used.
 */
export function installRuntimeLogger(write: (line: string) => void, level: LogLevel = 'WARN'): void {
  const logger = new DefaultLogger(level, ({ level, message, meta }) => write(formatLogEntry(level, message, meta)));
  Runtime.install({
    logger,
    shutdownSignals: [],
    telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) } },
  });
}

/** `warn signal refused (reason=..., workflowId=...)`: errors as their message, the SDK's own context left out. */
export function formatLogEntry(level: LogLevel, message: string, meta: Record<string | symbol, unknown> = {}): string {
  const fields = Object.entries(meta)
    .filter(([name, value]) => !noise.has(name) && value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${shown(value)}`);
  const text = message.replaceAll(/\s*\n\s*/g, ' ');
  // Reasons and names of outsiders are among them: one message is one line, whatever it says.
  return visibleText(`${level.toLowerCase()} ${text}${fields.length > 0 ? ` (${fields.join(', ')})` : ''}`);
}

// --- internal ---

/** Says again what the line or the process says anyway. */
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
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? typeof value);
  return text.length > 300 ? `${text.slice(0, 300)}...` : text;
}
