package dev.keymaster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether code that is not ours gets at the vault past the guard. */
final class OnlyGuardTests {
  private static final Path MODULES = House.ROOT.resolve("app/target/modules");
  private static final String JAVA = House.IMAGE.resolve("runtime/bin/java").toString();

  /** Tries every constructor and method of every class in the package by reflection. */
  private static final String BY_REFLECTION =
      """
      package foreign;
      import java.lang.reflect.*;
      public class Attack {
        public static void main(String[] names) throws Exception {
          int refused = 0, open = 0;
          for (String name : names) {
            Class<?> type = Class.forName(name);
            for (AccessibleObject door : doors(type)) {
              if (door.trySetAccessible()) { open++; System.out.println("open: " + door); }
              else refused++;
            }
          }
          System.out.println("refused " + (refused > 50) + " open " + open);
        }
        static java.util.List<AccessibleObject> doors(Class<?> type) {
          var doors = new java.util.ArrayList<AccessibleObject>();
          doors.addAll(java.util.List.of(type.getDeclaredConstructors()));
          doors.addAll(java.util.List.of(type.getDeclaredMethods()));
          doors.addAll(java.util.List.of(type.getDeclaredFields()));
          return doors;
        }
      }
      """;

  @TempDir Path folder;
  private KeymasterProcess shell;
  private Path classes;

  @BeforeEach
  void compiler() {
    shell = KeymasterProcess.in(folder);
    classes = folder.resolve("classes");
  }

  private static List<String> vaultClasses() {
    return House.CLASSES.stream()
        .filter(type -> type.getPackageName().equals("dev.keymaster.vault"))
        .map(type -> type.getName())
        .sorted()
        .toList();
  }

  private static String jdk(String tool) {
    return Path.of(System.getProperty("java.home"), "bin", tool).toString();
  }

  private Path source(String name, String text) throws IOException {
    Path file = folder.resolve("src").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private KeymasterProcess.Outcome compile(String pathOption, Path... sources) {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(jdk("javac"), "-d", classes.toString(), pathOption, path(pathOption)));
    for (Path source : sources) {
      command.add(source.toString());
    }
    return shell.runCommand(command);
  }

  private static String path(String option) {
    return option.equals("-cp") ? MODULES + "/*" : MODULES.toString();
  }

  @Test
  void a_foreign_module_that_names_the_vault_does_not_compile() throws IOException {
    Path module = source("module-info.java", "module foreign { requires dev.keymaster.core; }\n");
    Path attack =
        source(
            "foreign/Attack.java",
            "package foreign; class Attack { Class<?> c = "
                + vaultClasses().getFirst()
                + ".class; }");
    assertThat(compile("--module-path", module, attack).exits(1).errors())
        .contains("package dev.keymaster.vault is not visible");
  }

  @Test
  void a_foreign_module_finds_every_door_shut_to_reflection() throws IOException {
    Path module = source("module-info.java", "module foreign { requires dev.keymaster.core; }\n");
    Path attack = source("foreign/Attack.java", BY_REFLECTION);
    compile("--module-path", module, attack).succeeds();
    String seen = attack("--module-path", classes.toString(), "-m", "foreign/foreign.Attack");
    assertThat(seen).isEqualTo("refused true open 0\n");
  }

  @Test
  void the_class_path_finds_every_door_shut_to_reflection() throws IOException {
    compile("-cp", source("foreign/Attack.java", BY_REFLECTION)).succeeds();
    String path = classes + ":" + MODULES + "/*";
    assertThat(attack("-cp", path, "foreign.Attack")).isEqualTo("refused true open 0\n");
  }

  private String attack(String... options) {
    List<String> command = new java.util.ArrayList<>(List.of(JAVA));
    command.addAll(List.of(options));
    command.addAll(vaultClasses());
    return shell.runCommand(command).succeeds().text();
  }

  @Test
  void code_on_the_class_path_that_was_compiled_against_the_vault_is_refused() throws IOException {
    String name =
        House.CLASSES.stream()
            .filter(type -> type.getPackageName().equals("dev.keymaster.vault"))
            .filter(type -> type.getModifiers().toString().contains("PUBLIC"))
            .filter(type -> !type.isNestedClass())
            .map(type -> type.getName())
            .sorted()
            .findFirst()
            .orElseThrow();
    Path attack =
        source(
            "foreign/Attack.java",
            """
            package foreign;
            public class Attack {
              public static void main(String[] a) {
                System.out.println("got " + new %s[1].getClass());
                System.out.println(%s.class.getMethods().length);
              }
            }
            """
                .formatted(name, name));
    compile("-cp", attack).succeeds();
    KeymasterProcess.Outcome outcome =
        shell.runCommand(List.of(JAVA, "-cp", classes + ":" + MODULES + "/*", "foreign.Attack"));
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.text()).isEmpty();
    assertThat(outcome.errors()).contains("IllegalAccessError");
  }

  @Test
  void core_exports_the_vault_to_nobody_and_opens_nothing() {
    ModuleDescriptor core =
        ModuleFinder.of(MODULES).find("dev.keymaster.core").orElseThrow().descriptor();
    assertThat(core.exports()).extracting(export -> export.source()).isNotEmpty();
    assertThat(core.exports()).noneMatch(export -> export.source().endsWith(".vault"));
    assertThat(core.opens()).isEmpty();
    assertThat(core.isOpen()).isFalse();
  }

  @Test
  void every_module_is_named_in_earnest() {
    Set<String> automatic =
        ModuleFinder.of(MODULES).findAll().stream()
            .map(ModuleReference::descriptor)
            .filter(ModuleDescriptor::isAutomatic)
            .map(ModuleDescriptor::name)
            .collect(Collectors.toSet());
    assertThat(automatic).isEmpty();
  }
}
