import { serverFlagNames, type Candidates, type Vocabulary } from './vocabulary.ts';

/** A fish script that completes commands, options, values, files and the models that run. */
export function fishScript(vocabulary: Vocabulary): string {
  const lines: string[] = [];
  const paths = [...vocabulary.keys()].filter((path) => path !== '');
  const valued = new Set<string>();
  for (const [path, command] of vocabulary) {
    const at = (place: string): string => `-n ${quoted(`__temporal_retrain_at ${quoted(path)} ${place}`)}`;
    for (const [name, summary] of command.children)
      lines.push(`${complete} ${at('0')} -a ${quoted(name)} -d ${quoted(summary)}`);
    for (const [place, argument] of command.arguments.entries()) {
      const isAllAfter = command.isVariadic && place === command.arguments.length - 1;
      lines.push(
        ...argumentLines(argument).map((rest) => `${complete} ${at(isAllAfter ? 'any' : String(place))} ${rest}`)
      );
    }
    for (const { flag, text, values } of command.options) {
      if (values !== null) valued.add(flag);
      const value = values === null ? '' : ` -r ${valueOf(values)}`;
      lines.push(`${complete} ${at('any')} -l ${flag.slice(2)} -d ${quoted(text)}${value}`);
    }
  }
  return `# fish completion for temporal-retrain. To load it now, and in every new shell:
#   temporal-retrain completion fish | source
#   mkdir -p ~/.config/fish/completions
#   temporal-retrain completion fish > ~/.config/fish/completions/temporal-retrain.fish

function __temporal_retrain_at
  set -l path ''
  set -l place 0
  set -l skip no
  for word in (commandline -opc)[2..-1]
    if test $skip = yes
      set skip no
      continue
    end
    if string match -q -- '-*' $word
      contains -- $word ${[...valued].map(quoted).join(' ')}; and set skip yes
      continue
    end
    set -l longer (string trim "$path $word")
    if contains -- "$longer" ${paths.map(quoted).join(' ')}
      set path "$longer"
    else
      set place (math $place + 1)
    end
  end
  test "$path" = "$argv[1]"; and contains -- $argv[2] any $place
end

function __temporal_retrain_server
  set -l flag ''
  for word in (commandline -opc)[2..-1]
    if test -n "$flag"
      printf '%s\\n' $flag $word
      set flag ''
    else if contains -- $word ${serverFlagNames.join(' ')}
      set flag $word
    else if string match -qr -- '^(${serverFlagNames.join('|')})=' $word
      printf '%s\\n' $word
    end
  end
end

${complete} -f
${lines.join('\n')}
`;
}

// --- internal ---

const complete = 'complete -c temporal-retrain';

const models = "'(temporal-retrain completion --models (__temporal_retrain_server) 2>/dev/null)'";

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
