package dev.breakglass;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.Set;

/**
 * The rules about who may know whom, for the packages below one root: the program's own, or those that break every rule on
 * purpose.
 */
record Architecture(String root) {
    /** One package for each outside system; none of them knows another. */
    static final Set<String> OUTSIDE_SYSTEMS = Set.of("slack", "boundary", "vault", "store", "siem", "pager");

    /** cli → app → outside systems → flow → access; certificates are of use to every outside system, and know none. */
    ArchRule arrows() {
        var layers = layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(root + "..")
                .withOptionalLayers(true)
                .layer("access")
                .definedBy(root + ".access..")
                .layer("flow")
                .definedBy(root + ".flow..")
                .layer("tls")
                .definedBy(root + ".tls..")
                .layer("app")
                .definedBy(root + ".app", root + ".app.config..")
                .layer("cli")
                .definedBy(root + ".app.cli..");
        for (String system : OUTSIDE_SYSTEMS) {
            layers = layers.layer(system).definedBy(root + "." + system + "..");
        }
        for (String system : OUTSIDE_SYSTEMS) {
            layers = layers.whereLayer(system).mayOnlyBeAccessedByLayers("app", "cli");
        }
        return layers.whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("app")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("tls")
                .mayNotAccessAnyLayer()
                .whereLayer("access")
                .mayNotAccessAnyLayer()
                .whereLayer("flow")
                .mayOnlyAccessLayers("access");
    }

    ArchRule noCycles() {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    /** The rules need no library, no file, no network: only the language, collections, time as a value, and text. */
    ArchRule accessIsPure() {
        return classes()
                .that()
                .resideInAPackage(root + ".access..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        root + ".access..",
                        "java.lang..",
                        "java.time..",
                        "java.util",
                        "java.util.function",
                        "java.util.regex",
                        "java.util.stream",
                        "org.jspecify.annotations");
    }

    /** What time it is comes in as a parameter, so that a decision can be repeated for any moment. */
    ArchRule accessReadsNoClock() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".access..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .accessTargetWhere(readsTheTime());
    }

    ArchRule flowHasNoThreads() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".flow..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Timer");
    }

    ArchRule flowsAreFinal() {
        return classes()
                .that()
                .resideInAPackage(root + ".flow..")
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should()
                .haveModifier(JavaModifier.FINAL);
    }

    /** What is shown is a pure function of a request: it calls nobody and looks nothing up. */
    ArchRule viewsArePure() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".slack.view..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.slack.api.methods..", "okhttp3..", root + ".store..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching(".*\\.flow\\.(Requests|Surfaces|Worklist|AuditLog)");
    }

    ArchRule onlyTheOpenerKnowsTheDatabaseProduct() {
        return noClasses()
                .that()
                .haveNameNotMatching(".*\\.store\\.(Database|Product|EmbeddedH2|PostgreSql|RecordIsKept)")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.h2..", "org.postgresql..", "org.flywaydb..", "com.zaxxer..");
    }

    ArchRule theSandboxStaysOutside() {
        return noClasses().should().dependOnClassesThat().resideInAPackage("dev.breakglass.sandbox..");
    }

    private static DescribedPredicate<JavaAccess<?>> readsTheTime() {
        return describe("reads the time", access -> {
            String owner = access.getTargetOwner().getName();
            String name = access.getName();
            return (owner.startsWith("java.time.") && name.equals("now"))
                    || (owner.equals("java.lang.System")
                            && Set.of("currentTimeMillis", "nanoTime").contains(name));
        });
    }
}
