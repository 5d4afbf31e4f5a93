package dev.breakglass.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshKeyTest {
    @TempDir
    Path directory;

    @Test
    void the_private_key_belongs_to_the_public_one() throws Exception {
        SshKey key = SshKey.generate();
        byte[] point = tail(key.publicLine().split(" ", -1)[1]);
        byte[] seed = seed(key.privateText(), point);

        byte[] message = "hello".getBytes(StandardCharsets.UTF_8);
        Signature signing = Signature.getInstance("Ed25519");
        signing.initSign(KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed)));
        signing.update(message);
        byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
        byte[] encoded = ByteBuffer.allocate(44).put(prefix).put(point).array();
        Signature checking = Signature.getInstance("Ed25519");
        checking.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        checking.update(message);
        assertThat(checking.verify(signing.sign())).isTrue();
    }

    @Test
    void two_keys_are_different() {
        assertThat(SshKey.generate().publicLine())
                .isNotEqualTo(SshKey.generate().publicLine());
    }

    /** Where there is an OpenSSH, it has the last word; elsewhere the other tests have to do. */
    @Test
    void openssh_reads_the_key_up_to_the_certificate_that_follows_it() throws Exception {
        SshKey key = SshKey.generate();
        Path file = directory.resolve("key");
        Files.writeString(file, key.privateText().expose() + "ssh-ed25519-cert-v01@openssh.com AAAA breakglass\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Optional<String> said = keygen("-y", "-f", file.toString());

        said.ifPresent(line -> assertThat(line.strip()).isEqualTo(key.publicLine()));
    }

    @Test
    void openssh_reads_what_the_fake_signs_as_we_do() throws Exception {
        try (Orders orders = new Orders(new CredentialKind.SshCertificate("ssh/sign/ops", "ops"), "breakglass-ssh")) {
            orders.journal.perform(orders.newKeeper(), Orders.MAKE);
            String[] lines = orders.opened().path("identity").asText().split("\n", -1);
            Path file = directory.resolve("cert.pub");
            Files.writeString(file, lines[lines.length - 2] + "\n");
            Optional<String> said = keygen("-L", "-f", file.toString());

            assertThat(SshCertificate.parse(lines[lines.length - 2])).isPresent();
            said.ifPresent(text -> assertThat(text)
                    .contains("user certificate", "to 2026-03-01T12:30:00")
                    .containsPattern("Principals:\\s+ops\\s")
                    .contains("permit-pty"));
        }
    }

    @Test
    void what_openbao_signed_is_read() {
        String recorded = "ssh-ed25519-cert-v01@openssh.com "
                + "AAAAIHNzaC1lZDI1NTE5LWNlcnQtdjAxQG9wZW5zc2guY29tAAAAIGoq947b0uWPAOhfeHpd0u0tjrzA0BlflRlN7AXin9/qAAAAIHUy"
                + "A5/ba5Wl6pWaxbCPsmW17FGZxeqkDQWaNGwpPtvTCa0rHCcNWZcAAAABAAAAUnZhdWx0LXRva2VuLWJnLVIxLWQzZGJiNTI0MDUwODA2YjEw"
                + "MDhhMGE3YzA2NWQxOTIzZGUyZmE5MDk5YzBmZTU3OTIxN2ZhYjJiNDE3M2FlNTkAAAAHAAAAA29wcwAAAABrAwq+AAAAAGsDDTQAAAAAAAAA"
                + "EgAAAApwZXJtaXQtcHR5AAAAAAAAAAAAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIHNUnKuepD/QtB7/R1cwQlOUgS2YP7tzKkUAwHK7HZugAAAA"
                + "UwAAAAtzc2gtZWQyNTUxOQAAAEDYaRcBoLwtZ0pOOHPkmv3QXQc+tHW3T13JXlSBoyXeh/FOjCSow7xG0IYm/JRBsFJej8yTh6TleevZp8u6"
                + "YWwH\n";

        assertThat(SshCertificate.parse(recorded)).hasValueSatisfying(certificate -> {
            assertThat(certificate.validBefore()).isEqualTo("2026-11-22T15:41:40Z");
            assertThat(certificate.line()).isEqualTo(recorded.strip());
        });
    }

    @Test
    void what_is_no_certificate_is_not_read() {
        String type = "ssh-ed25519-cert-v01@openssh.com ";
        Stream.of("", "ssh-ed25519 AAAA", type, type + "!!", type + "AAAA", type + "AAAAIHNzaC1lZDI1NTE5")
                .forEach(text -> assertThat(SshCertificate.parse(text)).as(text).isEmpty());
    }

    private static byte[] tail(String base64) {
        byte[] blob = Base64.getDecoder().decode(base64);
        return Arrays.copyOfRange(blob, blob.length - 32, blob.length);
    }

    /** The bytes before the second appearance of the point in the private part. */
    private static byte[] seed(Secret privateText, byte[] point) {
        String lines = privateText.expose().replaceAll("-----[A-Z ]+-----", "").replace("\n", "");
        String hex = HexFormat.of().formatHex(Base64.getDecoder().decode(lines));
        int at = hex.lastIndexOf(HexFormat.of().formatHex(point));
        return HexFormat.of().parseHex(hex.substring(at - 64, at));
    }

    private Optional<String> keygen(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder process = new ProcessBuilder(
                Stream.concat(Stream.of("ssh-keygen"), Stream.of(arguments)).toList());
        process.environment().put("TZ", "UTC");
        process.redirectErrorStream(true);
        Process running;
        try {
            running = process.start();
        } catch (IOException notInstalled) {
            return Optional.empty();
        }
        String said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(running.waitFor()).as(said).isZero();
        return Optional.of(said);
    }
}
