package dev.breakglass.vault;

import dev.breakglass.access.Secret;
import dev.breakglass.flow.OwnSecret;
import dev.breakglass.vault.VaultDriver.Granted;

/** One login, by whichever method is configured; what it takes is read anew each time, because it may be replaced. */
final class LogIn {
    private final LoginMethod method;
    private final VaultDriver driver;
    private final OpenSecretId openSecretId;

    LogIn(Settings settings, VaultDriver driver) {
        this.method = settings.login();
        this.driver = driver;
        this.openSecretId = new OpenSecretId(settings);
    }

    Granted now() {
        try {
            return by(method);
        } catch (OwnSecret.Unavailable e) {
            throw VaultException.nothingToShow();
        }
    }

    private Granted by(LoginMethod wanted) {
        if (wanted instanceof LoginMethod.AppRole role) {
            return driver.byAppRole(
                    role.mount(), role.roleId().now(), role.secretId().now());
        }
        if (wanted instanceof LoginMethod.WrappedAppRole role) {
            return driver.byAppRole(role.mount(), role.roleId().now(), openSecretId.of(role));
        }
        if (wanted instanceof LoginMethod.Kubernetes account) {
            return driver.byJwt(account.mount(), account.role(), account.token().now());
        }
        if (wanted instanceof LoginMethod.Jwt jwt) {
            return driver.byJwt(jwt.mount(), jwt.role(), jwt.token().now());
        }
        return driver.byToken(((LoginMethod.TokenFile) wanted).token().now());
    }

    /** Whether somebody else has replaced this token by another, which has to be used from now on. */
    boolean replaced(Secret token) {
        return method instanceof LoginMethod.TokenFile file && file.token().now() != token;
    }
}
