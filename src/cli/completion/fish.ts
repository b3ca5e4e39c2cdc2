import type { Candidates, Vocabulary } from './vocabulary.ts';

/** A fish script that completes commands, options, values, files and the models that run. */
export function fishScript({ commands, values }: Vocabulary): string {
  const lines: string[] = [];
  const paths = [...commands.keys()].filter((path) => path !== '');
  for (const [path, { children, options, argument }] of commands) {
    const here = `-n ${quoted(`__temporal_retrain_at ${quoted(path)}`)}`;
    for (const [name, summary] of children) lines.push(`${complete} ${here} -a ${quoted(name)} -d ${quoted(summary)}`);
    lines.push(...argumentLines(argument).map((rest) => `${complete} ${here} ${rest}`));
    for (const [flag, text] of options) {
      const candidates = values.get(flag);
      const value = candidates === undefined ? '' : ` -r ${valueOf(candidates)}`;
      lines.push(`${complete} ${here} -l ${flag.slice(2)} -d ${quoted(text)}${value}`);
    }
  }
  return `# fish completion for temporal-retrain. To load it now, and in every new shell:
#   temporal-retrain completion fish | source
#   temporal-retrain completion fish > ~/.config/fish/completions/temporal-retrain.fish

function __temporal_retrain_at
  set -l path ''
  for word in (commandline -opc)[2..-1]
    set -l longer (string trim "$path $word")
    contains -- "$longer" ${paths.map(quoted).join(' ')}; and set path "$longer"
  end
  test "$path" = "$argv[1]"
end

${complete} -f
${lines.join('\n')}
`;
}

// --- internal ---

const complete = 'complete -c temporal-retrain';

const models = "'(temporal-retrain completion --models 2>/dev/null)'";

function argumentLines(argument: Candidates): string[] {
  if (argument === 'files') return ['-F'];
  if (argument === 'models') return [`-a ${models}`];
  return argument === 'anything' || argument.length === 0 ? [] : [`-a ${quoted(argument.join(' '))}`];
}

function valueOf(candidates: Candidates): string {
  if (candidates === 'files') return '-F';
  if (candidates === 'models') return `-f -a ${models}`;
  return candidates === 'anything' ? '-f' : `-f -a ${quoted(candidates.join(' '))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}
