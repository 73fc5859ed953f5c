package io.sockspan.telemetry.otlp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks a file of certificates or with a private key before the SDK reads it: the SDK's messages name neither the file nor the fault. No
 * message has any of the file's content.
 */
public final class PemFile {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)(-----END \\1-----)?");
    /** Those that the SDK tries. */
    private static final List<String> ALGORITHMS = Arrays.asList("RSA", "EC");

    private PemFile() {}

    /** Returns what is wrong with a file of certificates and how to find out more; null if the SDK can use it. */
    public static String faultOfCertificates(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        try {
            if (!CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(content))
                    .isEmpty()) {
                return null;
            }
        } catch (GeneralSecurityException e) {
            // Its message may quote the file.
        }
        return KEY.matcher(text(content)).find()
                ? "holds a private key where a certificate belongs"
                : "holds no certificate that can be read; this shows what is in it: openssl x509 -noout -text -in "
                        + file;
    }

    /** Returns what is wrong with the file of a private key, and what to do; null if the SDK can use it. */
    public static String faultOfKey(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        String text = text(content);
        Matcher key = KEY.matcher(text);
        if (!key.find()) {
            return faultWithoutKey(content, text);
        }
        String convert = "openssl pkcs8 -topk8 -nocrypt -in " + file + " -out " + file + ".pkcs8";
        if (key.group(1).startsWith("ENCRYPTED") || text.contains("Proc-Type: 4,ENCRYPTED")) {
            return "holds a private key that is encrypted; this decrypts it: " + convert;
        }
        if (!key.group(1).equals("PRIVATE KEY")) {
            return "holds a private key in another form than PKCS#8; this converts it: " + convert;
        }
        if (key.group(3) == null || !isKey(decoded(key.group(2)))) {
            return "holds a private key that cannot be read as one of RSA or EC; this shows its kind:"
                    + " openssl pkey -noout -text_pub -in " + file;
        }
        return key.start() == 0 ? null : "holds text before the private key; this removes it: " + convert;
    }

    private static String faultWithoutKey(byte[] content, String text) {
        if (isKey(content)) {
            return null;
        }
        return text.contains("-----BEGIN CERTIFICATE-----")
                ? "holds a certificate where a private key belongs"
                : "holds no private key in PEM form";
    }

    private static byte[] decoded(String encoded) {
        try {
            return Base64.getMimeDecoder().decode(encoded);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private static boolean isKey(byte[] der) {
        for (String algorithm : ALGORITHMS) {
            try {
                KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
                return true;
            } catch (GeneralSecurityException anotherAlgorithm) {
                // The next one may fit.
            }
        }
        return false;
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1);
    }
}
