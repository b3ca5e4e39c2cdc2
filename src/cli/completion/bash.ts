import type { Candidates, Vocabulary } from './vocabulary.ts';

/** A bash script that completes commands, options, values, files and the models that run. */
export function bashScript({ commands, values }: Vocabulary): string {
  const cases: string[] = [];
  for (const [path, { children, options, argument }] of commands) {
    const words = [...children.map(([name]) => name), ...wordsOf(argument)];
    cases.push(`    ${quoted(`words:${path}`)}) echo ${quoted(words.join(' '))} ;;`);
    cases.push(`    ${quoted(`options:${path}`)}) echo ${quoted(options.map(([flag]) => flag).join(' '))} ;;`);
  }
  for (const [flag, candidates] of values)
    cases.push(`    ${quoted(`value:${flag}`)}) echo ${quoted(wordsOf(candidates).join(' ') || '@anything')} ;;`);
  return `# bash completion for temporal-retrain. To load it now, and in every new shell:
#   source <(temporal-retrain completion bash)
#   temporal-retrain completion bash > ~/.local/share/bash-completion/completions/temporal-retrain

_temporal_retrain_words() {
  case "$1" in
${cases.join('\n')}
  esac
}

_temporal_retrain() {
  # A model's id has a colon, which may break words: so the line is read, not the words.
  local line="\${COMP_LINE:0:$COMP_POINT}" cur prev so_far='' word candidates all=''
  local -a typed
  read -ra typed <<< "$line"
  [[ "$line" == *' ' ]] && typed+=('')
  cur="\${typed[\${#typed[@]}-1]}"
  prev="\${typed[\${#typed[@]}-2]}"
  for word in "\${typed[@]:1:\${#typed[@]}-2}"; do
    case " $(_temporal_retrain_words "words:$so_far") " in *" $word "*) so_far="\${so_far:+$so_far }$word" ;; esac
  done
  candidates="$(_temporal_retrain_words "value:$prev")"
  if [ -z "$candidates" ]; then
    case "$cur" in
      -*) candidates="$(_temporal_retrain_words "options:$so_far")" ;;
      *) candidates="$(_temporal_retrain_words "words:$so_far")" ;;
    esac
  fi
  for word in $candidates; do
    case "$word" in
      @models) all="$all $(temporal-retrain completion --models 2>/dev/null)" ;;
      @*) ;; # Nothing of ours: bash offers files.
      *) all="$all $word" ;;
    esac
  done
  COMPREPLY=($(compgen -W "$all" -- "$cur"))
  if [[ "$cur" == *:* && "$COMP_WORDBREAKS" == *:* ]]; then
    COMPREPLY=("\${COMPREPLY[@]#"\${cur%"\${cur##*:}"}"}")
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
