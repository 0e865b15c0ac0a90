/**
 * What each shell needs: the script that asks for candidates, and candidates in the form that it takes. Scripts hold no
 * names of commands or flags, so that they stay right when the package is upgraded.
 */
import type { Completion } from "./complete.ts";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** The script that `tributary completion SHELL` prints. */
export const scripts: { readonly [shell in Shell]: string } = {
  bash: `# Completion of tributary for bash. Load it with: source <(tributary completion bash)
_tributary() {
  local kind line
  local -a lines
  mapfile -t lines < <("\${COMP_WORDS[0]}" complete bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  kind=\${lines[0]-}
  COMPREPLY=()
  case $kind in
    files | folders)
      local action=-f
      [[ $kind == folders ]] && action=-d
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen "$action" -- "$2")
      ;;
    *)
      [[ $kind == open ]] && compopt -o nospace 2>/dev/null
      for line in "\${lines[@]:1}"; do COMPREPLY+=("\${line%%$'\\t'*}"); done
      ;;
  esac
}
complete -F _tributary tributary
`,
  zsh: `#compdef tributary
# Completion of tributary for zsh. Load it with: source <(tributary completion zsh)
_tributary() {
  local line kind
  local -a lines texts shown
  lines=("\${(@f)$("\${words[1]}" complete zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  kind=\${lines[1]}
  case $kind in
    files) _files ;;
    folders) _files -/ ;;
    *)
      for line in "\${(@)lines[2,-1]}"; do
        texts+=("\${line%%$'\\t'*}")
        shown+=("\${line//$'\\t'/  -- }")
      done
      (( $#texts )) || return 1
      compset -P '*[^A-Za-z0-9_.-]'
      if [[ $kind == open ]]; then
        compadd -S '' -l -d shown -a texts
      else
        compadd -l -d shown -a texts
      fi
      ;;
  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _tributary "$@"
else
  compdef _tributary tributary
fi
`,
  fish: `# Completion of tributary for fish. Load it with: tributary completion fish | source
function __tributary_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l lines ($words[1] complete fish -- $words[2..-1] 2>/dev/null)
    switch "$lines[1]"
        case files
            __fish_complete_path (commandline -ct)
        case folders
            __fish_complete_directories (commandline -ct) ""
        case '*'
            printf '%s\\n' $lines[2..-1]
    end
end
complete -c tributary -f -a '(__tributary_complete)'
`,
};

/** What `tributary complete SHELL` prints: the kind on a line, then a candidate a line with its description. */
export function answerFor(shell: Shell, completion: Completion): string {
  if (completion.kind !== "words") return `${completion.kind}\n`;
  const { candidates, before, open } = completion;
  const lead = leads[shell](before);
  const lines = candidates.map(({ text, description }) => {
    const shown = firstSentence(description ?? "");
    return shown === "" ? `${lead}${text}\n` : `${lead}${text}\t${shown}\n`;
  });
  return `${open ? "open" : "words"}\n${lines.join("")}`;
}

/** What each candidate begins with. bash takes a word apart at `=`, zsh sets aside what it is told to. */
const leads: { readonly [shell in Shell]: (before: string) => string } = {
  bash: (before) => (/^--?[\w.-]+=$/.test(before) ? "" : before),
  zsh: () => "",
  fish: (before) => before,
};

/** One line, short enough to stand beside a name. */
function firstSentence(text: string): string {
  const [line = ""] = text
    .replaceAll(/\s+/g, " ")
    .trim()
    .split(/(?<=\w)[.;:] /);
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

/**
 * The words that a shell gives, as the user means them: quotes are still in them, in fish in the last one only, and bash
 * takes them apart at `=`.
 */
export function wordsFrom(shell: Shell, words: readonly string[]): readonly string[] {
  if (shell === "fish") return [...words.slice(0, -1), unquoted(words.at(-1) ?? "")];
  const joined: string[] = [];
  for (const [index, word] of (words.length === 0 ? [""] : words).entries()) {
    const glued = shell === "bash" && index > 0 && (word === "=" || words[index - 1] === "=");
    const before = glued ? joined.pop() : undefined;
    joined.push(before === undefined ? unquoted(word) : before + unquoted(word));
  }
  return joined;
}

/** A quote that is open is left out too. */
function unquoted(word: string): string {
  const [quote = ""] = /^["']/.exec(word) ?? [];
  if (quote === "") return word.replaceAll(/\\(.)/g, "$1");
  const inner = word.endsWith(quote) && word.length > 1 ? word.slice(1, -1) : word.slice(1);
  return quote === '"' ? inner.replaceAll(/\\(["\\$`])/g, "$1") : inner;
}
