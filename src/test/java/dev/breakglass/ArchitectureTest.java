package dev.breakglass;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each rule holds for the program, and each is seen to fail for the little classes of {@code dev.breakglass.broken}. */
class ArchitectureTest {
    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.breakglass");
    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages("dev.breakglass.broken");

    @Test
    void there_is_no_package_that_the_arrows_do_not_know() {
        Set<String> known = new TreeSet<>(Architecture.OUTSIDE_SYSTEMS);
        known.addAll(Set.of("access", "flow", "app", "tls"));
        Set<String> there = PROGRAM.stream()
                .map(type -> type.getPackageName().replaceFirst("dev\\.breakglass\\.(\\w+).*", "$1"))
                .collect(Collectors.toSet());

        assertThat(there).isEqualTo(known);
    }

    @Test
    void dependencies_point_from_the_commands_to_the_rules() {
        holds(Architecture::arrows);
        failsFor("flow.KnowsSlack", Architecture::arrows);
        failsFor("access.KnowsFlow", Architecture::arrows);
        failsFor("slack.KnowsVault", Architecture::arrows);
    }

    @Test
    void no_packages_need_each_other() {
        holds(Architecture::noCycles);
        failsFor("access.KnowsFlow", Architecture::noCycles);
    }

    @Test
    void the_rules_need_nothing_but_the_language() {
        holds(Architecture::accessIsPure);
        failsFor("access.WritesAFile", Architecture::accessIsPure);
    }

    @Test
    void the_rules_are_told_what_time_it_is() {
        holds(Architecture::accessReadsNoClock);
        failsFor("access.ReadsTheClock", Architecture::accessReadsNoClock);
    }

    @Test
    void flows_neither_sleep_nor_start_threads() {
        holds(Architecture::flowHasNoThreads);
        failsFor("flow.Sleeps", Architecture::flowHasNoThreads);
    }

    @Test
    void flows_are_final() {
        holds(Architecture::flowsAreFinal);
        failsFor("flow.Sleeps", Architecture::flowsAreFinal);
    }

    @Test
    void views_call_nobody() {
        holds(Architecture::viewsArePure);
        failsFor("slack.view.CallsSlack", Architecture::viewsArePure);
    }

    @Test
    void only_the_opener_knows_the_database_product() {
        holds(Architecture::onlyTheOpenerKnowsTheDatabaseProduct);
        failsFor("vault.KnowsH2", Architecture::onlyTheOpenerKnowsTheDatabaseProduct);
    }

    @Test
    void the_program_does_not_know_the_sandbox() {
        holds(Architecture::theSandboxStaysOutside);
        failsFor("vault.KnowsTheSandbox", Architecture::theSandboxStaysOutside);
    }

    private static void holds(Function<Architecture, ArchRule> rule) {
        rule.apply(new Architecture("dev.breakglass")).check(PROGRAM);
    }

    private static void failsFor(String type, Function<Architecture, ArchRule> rule) {
        EvaluationResult result =
                rule.apply(new Architecture("dev.breakglass.broken")).evaluate(BROKEN);
        assertThat(result.getFailureReport().toString()).contains("dev.breakglass.broken." + type);
    }
}
