import { serverFlagNames, type Candidates, type Vocabulary } from './vocabulary.ts';

/** A bash script that completes commands, options, values, files and the models that run. */
export function bashScript(vocabulary: Vocabulary): string {
  const cases: string[] = [];
  const add = (key: string, words: readonly string[]): void => {
    cases.push(`    ${quoted(key)}) echo ${quoted(words.join(' '))} ;;`);
  };
  for (const [path, command] of vocabulary) {
    const children = command.children.map(([name]) => name);
    add(`children:${path}`, children);
    add(
      `options:${path}`,
      command.options.map(({ flag }) => flag)
    );
    for (const [place, candidates] of command.arguments.entries()) {
      const isAllAfter = command.isVariadic && place === command.arguments.length - 1;
      cases.push(
        `    ${quoted(`argument:${path}:`)}${isAllAfter ? '*' : place}) echo ${quoted(wordsOf(candidates).join(' '))} ;;`
      );
    }
    for (const { flag, values } of command.options)
      if (values !== null) add(`value:${path}:${flag}`, [wordsOf(values).join(' ') || '@anything']);
  }
  return `# bash completion for temporal-retrain. To load it now, and in every new shell:
#   source <(temporal-retrain completion bash)
#   mkdir -p ~/.local/share/bash-completion/completions
#   temporal-retrain completion bash > ~/.local/share/bash-completion/completions/temporal-retrain

_temporal_retrain_words() {
  case "$1" in
${cases.join('\n')}
  esac
}

_temporal_retrain() {
  # A model's id has a colon, which may break words: so the line is read, not the words.
  local line="\${COMP_LINE:0:$COMP_POINT}" cur prev so_far='' word candidates all='' place=0 skip='' front=''
  local -a server
  server=()
  local -a typed
  read -ra typed <<< "$line"
  [[ "$line" == *' ' ]] && typed+=('')
  cur="\${typed[\${#typed[@]}-1]}"
  prev="\${typed[\${#typed[@]}-2]}"
  for word in "\${typed[@]:1:\${#typed[@]}-2}"; do
    if [ -n "$skip" ]; then
      case "$skip" in ${serverFlagNames.join(' | ')}) server+=("$skip" "$word") ;; esac
      skip=''
      continue
    fi
    case "$word" in
      ${serverFlagNames.map((flag) => `${flag}=*`).join(' | ')}) server+=("$word") ;;
      -*) [ -n "$(_temporal_retrain_words "value:$so_far:$word")" ] && skip="$word" ;;
      *) case " $(_temporal_retrain_words "children:$so_far") " in
        *" $word "*) so_far="\${so_far:+$so_far }$word" ;;
        *) place=$((place + 1)) ;;
      esac ;;
    esac
  done
  case "$cur" in
    --*=*)
      front="\${cur%%=*}="
      candidates="$(_temporal_retrain_words "value:$so_far:\${cur%%=*}")"
      ;;
    *)
      # It is the value of what stands before it only where that is an option, and not a value itself.
      [ -n "$skip" ] && candidates="$(_temporal_retrain_words "value:$so_far:$prev")"
      ;;
  esac
  if [ -z "$candidates" ] && [ -z "$front" ]; then
    case "$cur" in
      -*) candidates="$(_temporal_retrain_words "options:$so_far")" ;;
      *)
        [ "$place" = 0 ] && candidates="$(_temporal_retrain_words "children:$so_far")"
        candidates="$candidates $(_temporal_retrain_words "argument:$so_far:$place")"
        ;;
    esac
  fi
  for word in $candidates; do
    case "$word" in
      @models) for word in $(temporal-retrain completion --models "\${server[@]}" 2>/dev/null); do all="$all $front$word"; done ;;
      @*) ;; # Nothing of ours: bash offers files.
      *) all="$all $front$word" ;;
    esac
  done
  COMPREPLY=($(compgen -W "$all" -- "$cur"))
  # The shell has put what stands before a colon or an equals sign already.
  if [[ "$cur" == *:* && "$COMP_WORDBREAKS" == *:* ]]; then
    COMPREPLY=("\${COMPREPLY[@]#"\${cur%"\${cur##*:}"}"}")
  elif [[ -n "$front" && "$COMP_WORDBREAKS" == *=* ]]; then
    COMPREPLY=("\${COMPREPLY[@]#"$front"}")
  fi
}

complete -o default -F _temporal_retrain temporal-retrain
`;
}

/** zsh reads the same script through its own adapter. */
export function zshScript(vocabulary: Vocabulary): string {
  return `#compdef temporal-retrain
# zsh completion for temporal-retrain. To load it now, and in every new shell:
#   source <(temporal-retrain completion zsh)
#   echo 'source <(temporal-retrain completion zsh)' >> ~/.zshrc
(( $+functions[compdef] )) || { autoload -U +X compinit && compinit }
autoload -U +X bashcompinit && bashcompinit

${bashScript(vocabulary)
  .split('\n')
  .filter((line) => !line.startsWith('#'))
  .join('\n')
  .replace(
    '  local -a typed\n  read -ra typed <<< "$line"\n',
    '  local -a typed\n  setopt localoptions ksharrays shwordsplit\n  read -rA typed <<< "$line"\n'
  )}`;
}

// --- internal ---

function wordsOf(candidates: Candidates): string[] {
  return typeof candidates === 'string' ? [`@${candidates}`] : [...candidates];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
