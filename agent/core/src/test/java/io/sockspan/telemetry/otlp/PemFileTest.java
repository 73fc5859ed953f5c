package io.sockspan.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.exporter.internal.TlsUtil;
import io.sockspan.http.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused here is what the SDK cannot use, and no more. */
class PemFileTest {
    @TempDir
    Path folder;

    private TestCertificate certificate;

    @BeforeEach
    void makeCertificate() throws Exception {
        certificate = new TestCertificate(folder, "ip:127.0.0.1");
    }

    @Test
    void acceptsKeysInPkcs8AsPemAndAsDer() throws Exception {
        assertThat(keyFault(certificate.keyPem())).isNull();
        assertThat(keyFault(key("EC"))).isNull();
        byte[] der = KeyPairGenerator.getInstance("EC")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        assertThat(PemFile.faultOfKey(Files.write(folder.resolve("key.der"), der)))
                .isNull();
    }

    @Test
    void saysHowToConvertOrDecryptAKey() throws Exception {
        for (String kind : new String[] {"RSA PRIVATE KEY", "EC PRIVATE KEY"}) {
            assertThat(keyFault(certificate.keyPem().replace("PRIVATE KEY", kind)))
                    .startsWith("holds a private key in another form than PKCS#8")
                    .endsWith(": openssl pkcs8 -topk8 -nocrypt -in " + folder.resolve("key.pem") + " -out "
                            + folder.resolve("key.pem.pkcs8"));
        }
        assertThat(keyFault("Bag Attributes\n  friendlyName: a-b\n" + certificate.keyPem()))
                .startsWith("holds text before the private key")
                .contains("openssl pkcs8");
        assertThat(keyFault(certificate.keyPem().replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")))
                .contains("is encrypted", "openssl pkcs8");
        assertThat(keyFault(certificate
                        .keyPem()
                        .replace("PRIVATE KEY", "RSA PRIVATE KEY")
                        .replaceFirst("\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A\n\n")))
                .contains("is encrypted", "openssl pkcs8");
    }

    @Test
    void saysThatAKeyCannotBeRead() throws Exception {
        String pem = certificate.keyPem();
        assertThat(keyFault(pem.substring(0, pem.length() / 2))).contains("cannot be read", "openssl pkey");
        assertThat(keyFault(pem.replaceFirst("\n[A-Za-z0-9+/]{8}", "\nAAAAAAAA")))
                .contains("cannot be read");
        assertThat(keyFault("-----BEGIN PRIVATE KEY-----\n!!!\n-----END PRIVATE KEY-----\n"))
                .contains("cannot be read");
        assertThat(keyFault(certificate.certificatePem())).isEqualTo("holds a certificate where a private key belongs");
        assertThat(keyFault("")).isEqualTo("holds no private key in PEM form");
    }

    @Test
    void saysThatAFileHoldsNoCertificate() throws Exception {
        String pem = certificate.certificatePem();
        assertThat(certificateFault(pem)).isNull();
        assertThat(certificateFault("# our CA\n" + pem + pem)).isNull();
        assertThat(certificateFault(pem.substring(0, pem.length() / 2)))
                .contains("openssl x509 -noout -text -in " + folder.resolve("certificate.pem"));
        assertThat(certificateFault("")).contains("no certificate");
        assertThat(certificateFault(certificate.keyPem())).isEqualTo("holds a private key where a certificate belongs");
    }

    /** The fault, after a comparison with the SDK. It never quotes the key. */
    private String keyFault(String content) throws Exception {
        String fault = PemFile.faultOfKey(Files.writeString(folder.resolve("key.pem"), content));
        boolean usable = true;
        try {
            TlsUtil.keyManager(
                    content.getBytes(StandardCharsets.UTF_8),
                    certificate.certificatePem().getBytes(StandardCharsets.UTF_8));
        } catch (SSLException | IllegalArgumentException e) {
            usable = false;
        }
        assertThat(fault == null).as("usable, where the fault is: " + fault).isEqualTo(usable);
        Matcher line = Pattern.compile("[A-Za-z0-9+/]{16,}").matcher(content);
        while (fault != null && line.find()) {
            assertThat(fault).doesNotContain(line.group());
        }
        return fault;
    }

    private String certificateFault(String content) throws IOException {
        String fault = PemFile.faultOfCertificates(Files.writeString(folder.resolve("certificate.pem"), content));
        boolean usable = true;
        try {
            TlsUtil.trustManager(content.getBytes(StandardCharsets.UTF_8));
        } catch (SSLException e) {
            usable = false;
        }
        if (!usable) {
            assertThat(fault).isNotNull();
        }
        return fault;
    }

    private static String key(String algorithm) throws Exception {
        byte[] der = KeyPairGenerator.getInstance(algorithm)
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END PRIVATE KEY-----\n";
    }
}
