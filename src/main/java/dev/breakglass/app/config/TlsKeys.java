package dev.breakglass.app.config;

import dev.breakglass.tls.Tls;
import dev.breakglass.tls.UnusableFile;
import java.nio.file.Path;
import java.util.Optional;

/** Reads whom a connection trusts and what it shows, from the three keys that say so for one outside system. */
record TlsKeys(ConfigKey caFile, ConfigKey certFile, ConfigKey keyFile) {
    Optional<Tls> read(ConfigValues values) {
        Optional<Path> ca = values.path(caFile);
        Optional<Path> cert = values.path(certFile);
        Optional<Path> key = values.path(keyFile);
        boolean half = values.isGiven(certFile) != values.isGiven(keyFile);
        if (half) {
            ConfigKey there = values.isGiven(certFile) ? certFile : keyFile;
            ConfigKey absent = values.isGiven(certFile) ? keyFile : certFile;
            values.problems()
                    .add(
                            values.spot(there),
                            ConfigValues.name(there) + " is there without " + ConfigValues.name(absent),
                            "Give both, or neither.");
        }
        boolean broken = ca.isPresent() != values.isGiven(caFile)
                || cert.isPresent() != values.isGiven(certFile)
                || key.isPresent() != values.isGiven(keyFile);
        return half || broken ? Optional.empty() : tls(values, ca, cert, key);
    }

    private Optional<Tls> tls(ConfigValues values, Optional<Path> ca, Optional<Path> cert, Optional<Path> key) {
        try {
            return Optional.of(
                    ca.isEmpty() && cert.isEmpty()
                            ? Tls.standard()
                            : Tls.of(ca, cert.map(file -> new Tls.Identity(file, key.orElseThrow()))));
        } catch (UnusableFile e) {
            ConfigKey at =
                    e.file().equals(ca.orElse(null)) ? caFile : e.file().equals(cert.orElse(null)) ? certFile : keyFile;
            values.problems()
                    .add(values.spot(at), "the file for " + ConfigValues.name(at) + " " + e.fault(), e.remedy());
            return Optional.empty();
        }
    }
}
