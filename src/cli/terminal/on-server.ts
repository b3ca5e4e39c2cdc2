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
  // Such a command names its namespace itself.
  const own = command.startsWith('temporal operator') ? flags.replace(/ --namespace \S+/, '') : flags;
  const isNamed = / --(?:address|profile) /.test(command) || (own === flags && command.includes(' --namespace '));
  return isNamed ? command : command + own;
}
