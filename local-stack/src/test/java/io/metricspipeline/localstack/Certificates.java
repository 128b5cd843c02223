package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Certificates for one run, made by the JDK's keytool: an authority, a server's that it has signed for the name localhost
 * alone, and another authority, which has signed nothing. All are PEM files.
 */
final class Certificates {
    private static final String PASSWORD = "unimportant";

    private final Path directory;
    private final Path keyStore;

    private Certificates(Path directory) {
        this.directory = directory;
        this.keyStore = directory.resolve("keys.p12");
    }

    static Certificates makeIn(Path directory) throws IOException, GeneralSecurityException {
        Certificates made = new Certificates(directory);
        made.generate("authority", "-ext", "bc:critical=ca:true");
        made.generate("stranger", "-ext", "bc:critical=ca:true");
        made.generate("server", "-ext", "san=dns:localhost", "-signer", "authority");
        made.writePem();
        return made;
    }

    Path authority() {
        return directory.resolve("authority.pem");
    }

    Path stranger() {
        return directory.resolve("stranger.pem");
    }

    /** The server's private key and its certificates. */
    Path server() {
        return directory.resolve("server.pem");
    }

    private void generate(String alias, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-keystore",
                keyStore.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.onExit().join().exitValue()).as(output).isZero();
    }

    private void writePem() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
        Files.writeString(authority(), pem(keys.getCertificate("authority")));
        Files.writeString(stranger(), pem(keys.getCertificate("stranger")));
        StringBuilder server = new StringBuilder(
                pem("PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded()));
        for (Certificate certificate : keys.getCertificateChain("server")) {
            server.append(pem(certificate));
        }
        Files.writeString(server(), server);
        // PostgreSQL refuses a key that others may read.
        Files.setPosixFilePermissions(server(), PosixFilePermissions.fromString("rw-------"));
    }

    private static String pem(Certificate certificate) throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    private static String pem(String type, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
    }
}
