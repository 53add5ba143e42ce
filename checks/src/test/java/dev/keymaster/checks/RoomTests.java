package dev.keymaster.checks;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows of ARCHITECTURE.md: which room may use which. */
final class RoomTests {
  private static final String BASE = "dev.keymaster.";

  /** Every room that exists, with the rooms that it may use. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("model", Set.of()),
          Map.entry("crypto", Set.of("model")),
          Map.entry("audit", Set.of("model", "crypto")),
          Map.entry("vault", Set.of("model", "crypto", "audit")),
          Map.entry("policy", Set.of("model")),
          Map.entry("guard", Set.of("model", "crypto", "audit", "policy", "vault", "alert")),
          Map.entry("storage", Set.of("model")),
          Map.entry("tables", Set.of("model", "storage")),
          Map.entry("bus", Set.of()),
          Map.entry("unlock", Set.of("model", "crypto", "bus")),
          Map.entry("catalogue", Set.of("model")),
          Map.entry("providers", Set.of("model", "catalogue", "net", "web")),
          Map.entry("project", Set.of("model", "catalogue")),
          Map.entry("exchange", Set.of("model", "crypto", "net", "project", "run")),
          Map.entry("run", Set.of("model")),
          Map.entry("ancestry", Set.of("model")),
          Map.entry("alert", Set.of("model", "crypto", "policy")),
          Map.entry("delivery", Set.of("model", "net")),
          Map.entry("lifecycle", Set.of("model", "crypto", "policy", "guard", "providers")),
          Map.entry("report", Set.of("model")),
          Map.entry("ide", Set.of("model")),
          Map.entry("mcp", Set.of("model", "crypto", "net")),
          Map.entry("page", Set.of("model", "net", "web")),
          Map.entry("scan", Set.of("model", "crypto", "catalogue", "project")),
          Map.entry("metrics", Set.of("model")),
          Map.entry("net", Set.of("model")),
          Map.entry("web", Set.of("model", "net")),
          Map.entry("standin", Set.of("model", "net")),
          Map.entry("wire", Set.of("model", "net")),
          Map.entry("front", Set.of("model", "wire", "run")),
          Map.entry(
              "service",
              Set.of(
                  "audit", "model", "wire", "guard", "crypto", "report", "providers", "lifecycle")),
          Map.entry(
              "cli",
              Set.of(
                  "model",
                  "wire",
                  "project",
                  "exchange",
                  "run",
                  "scan",
                  "ide",
                  "mcp",
                  "page",
                  "catalogue",
                  "report")),
          Map.entry("agent", Set.of("crypto", "model", "net", "web", "wire", "service")),
          Map.entry(
              "app",
              Set.of(
                  "agent",
                  "net",
                  "model",
                  "crypto",
                  "guard",
                  "policy",
                  "storage",
                  "tables",
                  "unlock",
                  "bus",
                  "catalogue",
                  "providers",
                  "web",
                  "project",
                  "delivery",
                  "report",
                  "metrics",
                  "run",
                  "ancestry",
                  "standin",
                  "wire",
                  "service",
                  "lifecycle",
                  "front",
                  "cli")));

  @TestFactory
  Stream<DynamicTest> every_room_uses_only_the_rooms_below_it() {
    return ARROWS.entrySet().stream().map(arrow -> dynamicTest(arrow.getKey(), () -> check(arrow)));
  }

  private static void check(Map.Entry<String, Set<String>> arrow) {
    String[] forbidden =
        ARROWS.keySet().stream()
            .filter(room -> !room.equals(arrow.getKey()) && !arrow.getValue().contains(room))
            .map(room -> BASE + room)
            .toArray(String[]::new);
    noClasses()
        .that(resideInAPackage(BASE + arrow.getKey()))
        .should()
        .dependOnClassesThat(resideInAnyPackage(forbidden))
        .allowEmptyShould(true)
        .check(House.CLASSES);
  }

  @Test
  void every_package_is_a_known_room() {
    Set<String> rooms =
        House.CLASSES.stream()
            .map(type -> type.getPackageName().replaceFirst("^" + BASE, ""))
            .collect(Collectors.toSet());
    assertThat(ARROWS.keySet()).containsAll(rooms);
  }

  @Test
  void rooms_form_no_cycle() {
    slices().matching(BASE + "(*)").should().beFreeOfCycles().check(House.CLASSES);
  }

  @Test
  void only_guard_uses_the_vault() {
    DescribedPredicate<JavaClass> vault = resideInAPackage(BASE + "vault");
    noClasses()
        .that(DescribedPredicate.not(resideInAnyPackage(BASE + "vault", BASE + "guard")))
        .should()
        .dependOnClassesThat(vault)
        .check(House.CLASSES);
  }

  @Test
  void the_rules_see_the_whole_house() {
    assertThat(House.CLASSES).hasSizeGreaterThan(60);
  }

  @Test
  void every_package_is_null_marked() {
    Set<String> unmarked =
        House.CLASSES.stream()
            .map(JavaClass::getPackage)
            .filter(room -> !room.isAnnotatedWith(NullMarked.class))
            .map(room -> room.getName())
            .collect(Collectors.toSet());
    assertThat(unmarked).isEmpty();
  }
}
