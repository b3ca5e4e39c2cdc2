import { shortText } from '../../http/answer.ts';

/** The content of a refusal, written by MLflow, a proxy, or another service at that address. */
export interface ErrorReply {
  /** MLflow's own code; absent if the message is not MLflow's. */
  code: string | undefined;
  message: string;
}

/** Reads the body of a refusal; cuts long texts, as they end up in histories. */
export function readErrorReply(text: string): ErrorReply {
  const { error_code: code, message } = parseObject(text) ?? {};
  return {
    code: typeof code === 'string' ? code.slice(0, 80) : undefined,
    message: shortText(typeof message === 'string' ? message : text, 400),
  };
}

/** A JSON object, or `undefined` for anything else. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
