package dev.keymaster.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;

/**
 * Completion scripts. Commands and options stand in the script; only names of keys are asked for
 * while somebody types.
 */
final class CompletionScript {
  private static final String BASH =
      """
      # bash completion for keymaster; made by: keymaster completion bash
      _keymaster() {
        local cur=${COMP_WORDS[COMP_CWORD]} path= env= words= i word
        COMPREPLY=()
        for ((i = 1; i < COMP_CWORD; i++)); do
          word=${COMP_WORDS[i]}
          case $word in
            --env) env=${COMP_WORDS[i + 1]} ;;
            --) return ;;
            -*) ;;
            *) case " @PATHS@ " in *" ${path:+$path/}$word "*) path=${path:+$path/}$word ;; esac ;;
          esac
        done
        case $path in
      @CASES@    esac
        case $cur in
          -*) ;;
          *) case " @WITH_NAMES@ " in
            *" $path "*) words="$words $(command keymaster __complete ${env:+--env "$env"} 2>/dev/null)" ;;
          esac ;;
        esac
        local IFS=$' \\t\\n'
        COMPREPLY=($(compgen -W "$words" -- "$cur"))
      }
      complete -o default -F _keymaster keymaster km
      """;

  private static final String ZSH =
      """
      #compdef keymaster km
      # zsh completion for keymaster; made by: keymaster completion zsh
      _keymaster() {
        local cur=$words[CURRENT] at= env= word i
        local -a offers
        for ((i = 2; i < CURRENT; i++)); do
          word=$words[i]
          case $word in
            --env) env=$words[i+1] ;;
            --) _files; return ;;
            -*) ;;
            *) case " @PATHS@ " in *" ${at:+$at/}$word "*) at=${at:+$at/}$word ;; esac ;;
          esac
        done
        case $at in
      @CASES@    esac
        if [[ $cur != -* ]]; then
          case " @WITH_NAMES@ " in
            *" $at "*) offers+=(${(f)"$(command keymaster __complete ${env:+--env} $env 2>/dev/null)"}) ;;
          esac
        fi
        compadd -- $offers || _files
      }
      if [ "$funcstack[1]" = _keymaster ]; then
        _keymaster "$@"
      else
        compdef _keymaster keymaster km
      fi
      """;

  /** What can follow a path of words such as {@code vault/slots}. */
  private static final class Offer {
    private final Set<String> words = new LinkedHashSet<>();
    private final Set<String> options = new LinkedHashSet<>();
    private boolean names;
  }

  private final Map<String, Offer> offers = new TreeMap<>();

  CompletionScript() {
    for (Verbs.Entry entry : Verbs.ALL) {
      entry.names().forEach(name -> add(entry, name.split(" ", -1)));
    }
  }

  private void add(Verbs.Entry entry, String[] words) {
    String path = "";
    for (String word : words) {
      offers.computeIfAbsent(path, p -> new Offer()).words.add(word);
      path = path.isEmpty() ? word : path + "/" + word;
    }
    Offer offer = offers.computeIfAbsent(path, p -> new Offer());
    Parser parser = new Parser(entry, Verbs.make(entry.name()));
    parser.options().stream()
        .flatMap(option -> Stream.of(option.names()))
        .filter(name -> name.startsWith("--"))
        .forEach(offer.options::add);
    offer.options.addAll(Globals.OPTIONS);
    offer.options.addAll(Globals.FLAGS);
    offer.names = parser.arguments().stream().map(ArgSpec::paramLabel).anyMatch("NAME"::equals);
  }

  /** Paths of more than nothing. */
  private String paths() {
    return String.join(" ", offers.keySet().stream().filter(path -> !path.isEmpty()).toList());
  }

  private String pathsWithNames() {
    return String.join(
        " ",
        offers.entrySet().stream().filter(e -> e.getValue().names).map(Map.Entry::getKey).toList());
  }

  String bash() {
    return filled(BASH, cases("words=\"", "\""));
  }

  String zsh() {
    return filled(ZSH, cases("offers=(", ")"));
  }

  private String filled(String script, String cases) {
    return script
        .replace("@PATHS@", paths())
        .replace("@CASES@", cases)
        .replace("@WITH_NAMES@", pathsWithNames());
  }

  private String cases(String open, String close) {
    StringBuilder cases = new StringBuilder();
    offers.forEach((path, offer) ->
        cases
            .append("    ")
            .append(path.isEmpty() ? "''" : path)
            .append(") ")
            .append(open)
            .append(String.join(" ", all(offer)))
            .append(close)
            .append(" ;;\n"));
    return cases.toString();
  }

  private static List<String> all(Offer offer) {
    return Stream.concat(offer.words.stream(), offer.options.stream()).toList();
  }

  String fish() {
    List<String> lines = new ArrayList<>();
    lines.add("# fish completion for keymaster; made by: keymaster completion fish");
    lines.add("function __keymaster_at");
    lines.add("  set -l path");
    lines.add("  for word in (commandline -opc)[2..-1]");
    lines.add("    if contains -- (string join / $path $word) " + paths());
    lines.add("      set -a path $word");
    lines.add("    end");
    lines.add("  end");
    lines.add("  test (string join / -- $path '') = \"$argv/\" -o \"$path$argv\" = ''");
    lines.add("end");
    lines.add("complete -c keymaster -f");
    offers.forEach((path, offer) -> fish(lines, path, offer));
    lines.add("complete -c km -w keymaster");
    return String.join("\n", lines) + "\n";
  }

  private static void fish(List<String> lines, String path, Offer offer) {
    String at = "complete -c keymaster -n '__keymaster_at " + path + "' ";
    offer.words.forEach(word -> lines.add(at + "-a " + word + summary(path, word)));
    offer.options.stream()
        .filter(option -> option.startsWith("--"))
        .forEach(option -> lines.add(at + "-l " + option.substring(2)));
    if (offer.names) {
      lines.add(at + "-a '(command keymaster __complete 2>/dev/null)'");
    }
  }

  private static String summary(String path, String word) {
    String name = path.isEmpty() ? word : path.replace('/', ' ') + " " + word;
    return Verbs.find(name)
        .map(entry -> " -d '" + entry.summary().replace("'", "") + "'")
        .orElse("");
  }
}
