import { catalogue } from '../../src/cli/catalogue.ts';
import { TypeTexts } from './type-texts.ts';
import { printedDocuments, type Documents, type Printed } from './printed.ts';

/** docs/json.md: what every command prints with `--json`, from the types of what is handed to the printer. */
export function jsonPage(documents: Documents = printedDocuments(), texts = new TypeTexts(documents.checker)): string {
  const commands = commandPaths().map((path) => `### \`${path}\`\n\n${commandText(path, documents, texts)}`);
  return `${[intro, '## Commands', ...commands, '## Parts', ...texts.parts()].join('\n\n')}\n`;
}

/** Every command, in the order of the help. */
export function commandPaths(): string[] {
  return catalogue.flatMap(({ entries }) =>
    Object.entries(entries).flatMap(([name, entry]) =>
      typeof entry === 'function' ? [name] : Object.keys(entry.commands).map((child) => `${name} ${child}`)
    )
  );
}

// --- internal ---

const intro = `# What \`--json\` prints

Written by \`npx tsx scripts/json-page.ts\` from the types of the documents; a test holds it true. \`temporal-retrain help json\` tells
of the form: one document on standard output, errors as a line on standard error. Times are numbers, epoch milliseconds; an \`ISO time\` is text such as
\`"2026-03-01T12:00:00.000Z"\`. Fields may be added; those that are there keep their names and meaning. A field with \`?\` may be absent.`;

/** What has no type here, or prints nothing of its own. */
const inWords: Readonly<Record<string, string>> = {
  schema:
    'The JSON Schema of a monitor file, with or without `--json`; [docs/reference.md](reference.md) has it as tables.',
  detect:
    'An object a line, for each value that is told: `level` (`warming-up`, `stable`, `warning` or `drift`), `index` (number of the value, from 0) and `statistic` (what the detector compares with its limit, or null); two-sample tests add what they compare.',
  demo: 'The story, in one line, for the page that it writes: points, retrains and rollbacks. Its form may change.',
};

const forms: Readonly<Record<string, string>> = {
  lines: 'An object a line:',
  array: 'One array:',
  object: 'One object:',
};

function commandText(path: string, documents: Documents, texts: TypeTexts): string {
  const [first = '', child] = path.split(' ');
  const own = inWords[child ?? first];
  if (own !== undefined) return own;
  const isSwitch = first === 'kill-switch';
  const found = documents.commands.find(
    ({ name, group }) => name === (child ?? first) && (group === 'kill-switch') === isSwitch
  );
  const frame = isSwitch ? 'kill-switch-command.ts' : 'operator-command.ts';
  const ofOne = found && found.printed.length > 0 ? found.printed : (documents.frames.get(frame) ?? []);
  const printed = first === 'worker' ? [...ofOne, ...(documents.frames.get('notice-writer.ts') ?? [])] : ofOne;
  const isOperator = ofOne !== found?.printed && !isSwitch;
  const parts = texts.documents(printed.map(({ type, at }: Printed) => [type, at] as const));
  const isForetold = isOperator || parts[0]?.startsWith('[Foresight]');
  const dry = isForetold ? '\n\nThe first with `--dry-run`.' : '';
  return `${forms[found?.json ?? 'object']}\n\n${parts.join('\n\nor\n\n')}${dry}`;
}
