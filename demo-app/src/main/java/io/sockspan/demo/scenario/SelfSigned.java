package io.sockspan.demo.scenario;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A TLS context that trusts itself alone. Its key store protects nothing, and was made with JDK 17; the older format is what
 * early updates of Java 8 can read:
 *
 * <pre>
 * keytool -J-Dkeystore.pkcs12.legacy -genkeypair -alias demo -keyalg RSA -keysize 2048 -sigalg SHA256withRSA
 *     -validity 36500 -dname CN=localhost -ext san=dns:localhost,ip:127.0.0.1
 *     -storetype PKCS12 -storepass sockspan-demo -keystore localhost.p12
 * </pre>
 */
final class SelfSigned {
    private static final String KEY_STORE = "localhost.p12";
    private static final char[] PASSWORD = "sockspan-demo".toCharArray();

    private SelfSigned() {}

    static SSLContext context() throws GeneralSecurityException, IOException {
        KeyStore keyStore = keyStore();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(keyStore, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keyStore);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore keyStore() throws GeneralSecurityException, IOException {
        KeyStore keyStore = KeyStore.getInstance("PKCS12");
        try (InputStream in = SelfSigned.class.getResourceAsStream(KEY_STORE)) {
            if (in == null) {
                throw new FileNotFoundException(KEY_STORE + " is missing beside " + SelfSigned.class.getName());
            }
            keyStore.load(in, PASSWORD);
        }
        return keyStore;
    }
}
