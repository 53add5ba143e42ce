package dev.keymaster.checks;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessField;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;

/** Habits that hold everywhere (CONTRIBUTING.md). */
final class HabitTests {
  private static final String SECRETIVE =
      "(?i)(secret|token|passphrase|password|apikey|masterkey|keyvalue|plaintext)";
  private static final Pattern SECRET_STRING =
      Pattern.compile(
          "\\bString(\\[\\])? +\\w*(secret|token|passphrase|password|apiKey|masterKey|plaintext)"
              + "(Value|Text)? *[,;)=]",
          Pattern.CASE_INSENSITIVE);

  private static String[] rooms(String... names) {
    return Stream.of(names).map(name -> "dev.keymaster." + name).toArray(String[]::new);
  }

  @Test
  void SA20_ciphers_are_made_in_one_class() {
    Set<String> makers =
        House.CLASSES.stream()
            .filter(type ->
                type.getMethodCallsFromSelf().stream()
                    .anyMatch(call ->
                        call.getTargetOwner().isEquivalentTo(Cipher.class)
                            && call.getName().equals("getInstance")))
            .map(type -> type.getName())
            .collect(toSet());
    assertThat(makers).hasSize(1).allMatch(name -> name.startsWith("dev.keymaster.crypto."));
  }

  @Test
  void nothing_but_the_command_line_prints() {
    noClasses()
        .that()
        .resideOutsideOfPackages(rooms("cli", "app"))
        .should(accessField(System.class, "out"))
        .orShould(accessField(System.class, "err"))
        .check(House.CLASSES);
  }

  @Test
  void the_core_reads_no_clock_and_no_weak_randomness() {
    noClasses()
        .that(resideInAnyPackage(rooms("model", "crypto", "audit", "policy", "vault", "guard")))
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .callConstructor(Random.class)
        .orShould()
        .callMethod(Math.class, "random")
        .check(House.CLASSES);
  }

  @Test
  void the_core_touches_no_file_and_no_network() {
    noClasses()
        .that(
            resideInAnyPackage(
                rooms("model", "crypto", "audit", "policy", "alert", "vault", "guard")))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.net", "java.nio.channels", "java.sql", "javax.net..")
                .and(not(equivalentTo(URI.class))) // a value: it connects to nothing
                .and(not(equivalentTo(URISyntaxException.class))))
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Files.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.io.File.class)
        .check(House.CLASSES);
  }

  @Test
  void storage_never_sees_a_secret() {
    noClasses()
        .that(resideInAnyPackage(rooms("storage")))
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Secret.class)
        .allowEmptyShould(true)
        .check(House.CLASSES);
  }

  @Test
  void no_field_holds_a_secret_as_text() {
    noFields()
        .that()
        .haveRawType(String.class)
        .and()
        .areNotStatic()
        .should()
        .haveNameMatching(SECRETIVE)
        .check(House.CLASSES);
  }

  @Test
  void no_parameter_or_variable_holds_a_secret_as_text() throws IOException {
    try (Stream<Path> sources = Files.walk(House.ROOT)) {
      Set<String> found =
          sources
              .filter(path -> path.toString().contains("/src/main/java/"))
              .filter(path -> path.toString().endsWith(".java"))
              .flatMap(HabitTests::secretStrings)
              .collect(toSet());
      assertThat(found).isEmpty();
    }
  }

  private static Stream<String> secretStrings(Path source) {
    try {
      return Files.readAllLines(source).stream()
          .filter(line -> !line.contains("static final"))
          .filter(line -> SECRET_STRING.matcher(line).find())
          .map(line -> House.ROOT.relativize(source) + ": " + line.strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
