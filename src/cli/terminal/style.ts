import { randomInt } from 'node:crypto';

/** Colours for terminals; without colours every function returns its text unchanged. */
export interface Style {
  bold: (text: string) => string;
  dim: (text: string) => string;
  red: (text: string) => string;
  green: (text: string) => string;
  yellow: (text: string) => string;
  cyan: (text: string) => string;
}

/** What it returns is sealed: only `unsealed` makes colours of it. */
export function createStyle(coloured: boolean): Style {
  const code = (on: number, off: number) => (text: string) =>
    coloured && text !== '' ? `\u001B[${seal};${on}m${text}\u001B[${seal};${off}m` : text;
  return {
    bold: code(1, 22),
    dim: code(2, 22),
    red: code(31, 39),
    green: code(32, 39),
    yellow: code(33, 39),
    cyan: code(36, 39),
  };
}

/** On a terminal only, and never if the user turned colours off (https://no-color.org). */
export function wantsColour(env: NodeJS.ProcessEnv, stream: { isTTY?: boolean }): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR && env.FORCE_COLOR !== '0') return true;
  return stream.isTTY === true && env.TERM !== 'dumb';
}

/** Levels and states in the colours that people expect. */
export function colourOfState(style: Style, state: string): (text: string) => string {
  if (['stable', 'promoted', 'active'].includes(state)) return style.green;
  if (['drift', 'broken', 'failed', 'rejected'].includes(state)) return style.red;
  if (['warning', 'no-data', 'paused', 'awaiting-approval', 'retraining'].includes(state)) return style.yellow;
  return (text) => text;
}

/** The colours of a text as a terminal takes them. Codes that anybody else has put there are none of ours. */
export function unsealed(text: string): string {
  return text.replaceAll(sealedCode, '\u001B[$1m');
}

/** A text in parts: every second one is a sealed colour, a line break or a tab. */
export function splitAtOwn(text: string): string[] {
  return text.split(ownCode);
}

// --- internal ---

/**
 * Known to nobody outside this process: a name or a comment cannot pretend to be coloured by us. Looks like a colour,
 * so that it has no width.
 */
const seal = Array.from({ length: 4 }, () => randomInt(1_000, 10_000)).join(';');

/** A sealed code; its number is the only group. */
const sealedCode = new RegExp(`\\u001B\\[${seal};(\\d+)m`, 'g');

const ownCode = new RegExp(`(\\u001B\\[${seal};\\d+m|[\\n\\t])`);
