/**
 * A text whose commands to copy name the server that was asked: the flags that were given stand at the end of each
 * command of ours that asks a server, and of Temporal's own. A command stands in backticks, or is the whole text.
 *
 * @param flags ` --address db:7233 --namespace eu`
 */
export function onServer(text: string, flags: string): string {
  if (flags === '') return text;
  if (wholeCommand.test(text)) return withFlags(text, flags);
  return text.replaceAll(quotedCommand, (_, command: string) => `\`${withFlags(command, flags)}\``);
}

// --- internal ---

/** Others of ours ask no server: `temporal-retrain dev`, `validate`. */
const asksServer =
  '(?:temporal-retrain (?:worker|serve|send|apply|doctor|monitor|kill-switch)|temporal operator)(?=\\s|$|`)';
const wholeCommand = new RegExp(`^${asksServer}[^\`]*$`);
const quotedCommand = new RegExp(`\`(${asksServer}[^\`]*)\``, 'g');

function withFlags(command: string, flags: string): string {
  const words = [...command.matchAll(shellWords)];
  const has = (...names: string[]): boolean => words.some(([word]) => names.includes(word.replace(/=.*$/s, '')));
  const isTemporal = command.startsWith('temporal operator');
  if (has('--address', '--profile') || (!isTemporal && has('--namespace'))) return command;
  // Temporal's own commands name their namespace themselves.
  const own = isTemporal ? flags.replace(namespaceFlag, '') : flags;
  const operator = words.find(([word]) => shellOperator.test(word));
  const end = operator ? command.slice(0, operator.index).trimEnd().length : command.length;
  return command.slice(0, end) + own + command.slice(end);
}

/** With what is quoted in them; a flag inside of quotes is none. */
const word = String.raw`(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+`;
const shellWords = new RegExp(word, 'g');
const namespaceFlag = new RegExp(` --namespace ${word}`);
/** What ends the arguments of a command; `<file>` is a name to fill in. */
const shellOperator = /^(?:\d?>.*|&>.*|<|\|\|?|&&?|;)$/;
