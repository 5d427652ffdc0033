package org.pleura;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the order of docs/architecture.md: a package uses only those above it. */
class ModuleOrderTest {

  /** From the top; new packages are added here and in docs/architecture.md, at their place. */
  private static final List<String> ORDER =
      List.of(
          "org.pleura.nn.random",
          "org.pleura.nn",
          "org.pleura.nn.train",
          "org.pleura.image",
          "org.pleura.data",
          "org.pleura.duplicates",
          "org.pleura.prepare",
          "org.pleura.evaluate",
          "org.pleura.inspect",
          "org.pleura.model",
          "org.pleura.explain",
          "org.pleura.audit",
          "org.pleura.run",
          "org.pleura.tune",
          "org.pleura.report",
          "org.pleura.web",
          "org.pleura.cli");

  private static JavaClasses classes;

  @BeforeAll
  static void importEverything() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.pleura");
  }

  @Test
  void theImportIsNotEmpty() {
    // Otherwise every rule below would hold of nothing.
    assertThat(classes.size()).isGreaterThan(10);
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    Set<String> found = new TreeSet<>();
    classes.forEach(type -> found.add(type.getPackageName()));
    assertThat(ORDER).containsAll(found);
  }

  @Test
  void aPackageUsesOnlyThoseAboveIt() {
    for (int i = 0; i < ORDER.size(); i++) {
      List<String> below = new ArrayList<>(ORDER.subList(i + 1, ORDER.size()));
      if (!below.isEmpty()) {
        noClasses()
            .that()
            .resideInAPackage(ORDER.get(i))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(below.toArray(String[]::new))
            .allowEmptyShould(true)
            .check(classes);
      }
    }
  }

  @Test
  void theEngineUsesNothingButJava() {
    classes()
        .that()
        .resideInAPackage("org.pleura.nn..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "org.pleura.nn..", "java..", "jdk.incubator.vector..", "org.jspecify.annotations..")
        .check(classes);
  }

  @Test
  void onlyTheCommandLineEndsTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.pleura.cli")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(classes);
  }
}
