package dev.keymaster.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code shell-hook} prints. All state is in exported variables, so that a shell in the shell
 * takes it over: {@code _keymaster_names} of what is set, {@code _keymaster_was_NAME} for what was
 * there before (exported if that was), {@code _keymaster_root} of which project, {@code
 * _keymaster_mark} of which answer.
 *
 * <p>A shell that stands in no project starts nothing.
 */
final class HookScript {
  private static final String SEEN = " && [ \"$_keymaster_at\" != \"${_keymaster_asked-}\" ]";
  private static final String SEEN_IN_FISH =
      "; and test \"$_keymaster_at\" != \"$_keymaster_asked\"";

  private static final String BASH =
      """
      # Keys of projects in bash; made by: keymaster shell-hook bash
      _keymaster_leave() {
        local IFS=' ' _keymaster_name _keymaster_was
        for _keymaster_name in ${_keymaster_names-}; do
          _keymaster_was=_keymaster_was_$_keymaster_name
          unset "$_keymaster_name"
          if [ -n "${!_keymaster_was+x}" ]; then
            printf -v "$_keymaster_name" %s "${!_keymaster_was}"
            _keymaster_exported "$_keymaster_was" && export "$_keymaster_name"
          fi
          unset "$_keymaster_was"
        done
        unset _keymaster_names _keymaster_root _keymaster_mark
      }
      _keymaster_exported() {
        [[ $(declare -p "$1" 2>/dev/null) =~ ^declare\\ -[a-zA-Z]*x ]]
      }
      _keymaster_set() {
        if [ -n "${!1+x}" ]; then
          printf -v "_keymaster_was_$1" %s "${!1}"
          _keymaster_exported "$1" && export "_keymaster_was_$1"
        fi
        export "$1=$2" "_keymaster_names=${_keymaster_names-} $1"
      }
      _keymaster_keep() {
        export "_keymaster_root=$_keymaster_at" "_keymaster_mark=$1"
      }
      keymaster_again() {
        unset _keymaster_mark _keymaster_asked
      }
      _keymaster_hook() {
        local _keymaster_status=$? _keymaster_at=$PWD
        while [ -n "$_keymaster_at" ] && [ ! -e "$_keymaster_at/keymaster.yaml" ]; do
          _keymaster_at=${_keymaster_at%/*}
        done
        if [ -n "${_keymaster_root-}" ] && [ "$_keymaster_at" != "$_keymaster_root" ]; then
          _keymaster_leave
        fi
        [ -n "$_keymaster_at" ] || unset _keymaster_asked
        if [ -n "$_keymaster_at" ]@AT_ONCE@; then
          _keymaster_asked=$_keymaster_at
          eval "$(@KEYMASTER@ __hook bash ${_keymaster_mark-})"
        fi
        return $_keymaster_status
      }
      case ";${PROMPT_COMMAND-};" in
        *";_keymaster_hook;"*) ;;
        *) PROMPT_COMMAND="_keymaster_hook${PROMPT_COMMAND:+;$PROMPT_COMMAND}" ;;
      esac
      """;

  private static final String ZSH =
      """
      # Keys of projects in zsh; made by: keymaster shell-hook zsh
      _keymaster_leave() {
        emulate -L zsh
        local _keymaster_name _keymaster_was
        for _keymaster_name in ${=_keymaster_names-}; do
          _keymaster_was=_keymaster_was_$_keymaster_name
          unset $_keymaster_name
          if (( ${(P)+_keymaster_was} )); then
            typeset -g $_keymaster_name="${(P)_keymaster_was}"
            [[ ${(Pt)_keymaster_was} == *export* ]] && export $_keymaster_name
          fi
          unset $_keymaster_was
        done
        unset _keymaster_names _keymaster_root _keymaster_mark
      }
      _keymaster_set() {
        emulate -L zsh
        local _keymaster_was=_keymaster_was_$1
        if (( ${(P)+1} )); then
          typeset -g $_keymaster_was="${(P)1}"
          [[ ${(Pt)1} == *export* ]] && export $_keymaster_was
        fi
        export $1="$2" _keymaster_names="${_keymaster_names-} $1"
      }
      _keymaster_keep() {
        export _keymaster_root=$_keymaster_at _keymaster_mark=$1
      }
      keymaster_again() {
        unset _keymaster_mark _keymaster_asked
      }
      _keymaster_hook() {
        emulate -L zsh
        local _keymaster_at=$PWD
        while [[ -n $_keymaster_at && ! -e $_keymaster_at/keymaster.yaml ]]; do
          _keymaster_at=${_keymaster_at%/*}
        done
        if [[ -n ${_keymaster_root-} && $_keymaster_at != $_keymaster_root ]]; then
          _keymaster_leave
        fi
        [[ -n $_keymaster_at ]] || unset _keymaster_asked
        if [[ -n $_keymaster_at ]]@AT_ONCE@; then
          typeset -g _keymaster_asked=$_keymaster_at
          eval "$(@KEYMASTER@ __hook zsh ${_keymaster_mark-})"
        fi
      }
      autoload -Uz add-zsh-hook
      add-zsh-hook precmd _keymaster_hook
      add-zsh-hook chpwd _keymaster_hook
      """;

  private static final String FISH =
      """
      # Keys of projects in fish; made by: keymaster shell-hook fish
      function _keymaster_leave
          for _keymaster_name in (string split -n ' ' -- "$_keymaster_names")
              set -l _keymaster_was _keymaster_was_$_keymaster_name
              set -e -g $_keymaster_name
              if set -qx $_keymaster_was
                  set -gx $_keymaster_name $$_keymaster_was
              else if set -q $_keymaster_was
                  set -gu $_keymaster_name $$_keymaster_was
              end
              set -e -g $_keymaster_was
          end
          set -e -g _keymaster_names
          set -e -g _keymaster_root
          set -e -g _keymaster_mark
      end
      function _keymaster_set
          set -l _keymaster_name $argv[1]
          if set -qgx $_keymaster_name
              set -gx _keymaster_was_$_keymaster_name $$_keymaster_name
          else if set -qg $_keymaster_name
              set -gu _keymaster_was_$_keymaster_name $$_keymaster_name
          end
          set -gx $_keymaster_name $argv[2]
          set -gx _keymaster_names "$_keymaster_names $_keymaster_name"
      end
      function _keymaster_keep
          set -gx _keymaster_root $_keymaster_at
          set -gx _keymaster_mark $argv[1]
      end
      function keymaster_again
          set -e -g _keymaster_mark
          set -e -g _keymaster_asked
      end
      function _keymaster_hook --on-event fish_prompt --on-variable PWD
          set -g _keymaster_at $PWD
          while test -n "$_keymaster_at"; and not test -e "$_keymaster_at/keymaster.yaml"
              set -g _keymaster_at (string replace -r '/[^/]*$' '' -- $_keymaster_at)
          end
          if test -n "$_keymaster_root"; and test "$_keymaster_at" != "$_keymaster_root"
              _keymaster_leave
          end
          test -n "$_keymaster_at"; or set -e _keymaster_asked
          if test -n "$_keymaster_at"@AT_ONCE@
              set -g _keymaster_asked $_keymaster_at
              @KEYMASTER@ __hook fish $_keymaster_mark | source
          end
      end
      """;

  private static final String DIRENV =
      """
      # Keys of a project in direnv; made by: keymaster shell-hook direnv
      # In ~/.config/direnv/lib/keymaster.sh; then in the project's .envrc: use keymaster
      use_keymaster() {
        watch_file keymaster.yaml
        eval "$(@KEYMASTER@ __hook export)"
      }
      """;

  private static final String MISE =
      """
      # Keys of a project in mise; made by: keymaster shell-hook mise
      # In ~/.config/mise/keymaster.sh; then in the project's mise.toml:
      #   [env]
      #   _.source = "~/.config/mise/keymaster.sh"
      eval "$(@KEYMASTER@ __hook export)"
      """;

  private HookScript() {}

  /**
   * Returns the script for a shell; null if there is none.
   *
   * @param front what starts in a millisecond, and is asked before each prompt; without one the
   *     program is asked where a project is entered
   */
  static @Nullable String of(String shell, Optional<Path> front) {
    String script = script(shell);
    String asked = shell.equals("fish") ? SEEN_IN_FISH : SEEN;
    return script == null
        ? null
        : script
            .replace("@KEYMASTER@", front.map(Modes::quote).orElse("command keymaster"))
            .replace("@AT_ONCE@", front.isPresent() ? "" : asked);
  }

  private static @Nullable String script(String shell) {
    return switch (shell) {
      case "bash" -> BASH;
      case "zsh" -> ZSH;
      case "fish" -> FISH;
      case "direnv" -> DIRENV;
      case "mise" -> MISE;
      default -> null;
    };
  }
}
