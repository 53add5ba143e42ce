package dev.keymaster.catalogue;

import dev.keymaster.model.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one provider.
 *
 * @param name as keys name their service
 * @param title as people write it
 * @param kinds its kinds of key
 * @param variables the environment variables its programs read; the first is what a key becomes
 * @param baseUrl where its API answers; {@code {parts}} are the person's to fill in
 * @param headers what a request carries, {@code Name: form}; {@code {key}} stands for the value
 * @param adminBaseUrl where the API that manages keys answers; empty if there too
 * @param adminHeaders what a request carries there
 * @param verify asks whether a key is valid; null if no such call is known
 * @param reading how the answer is read; null if there is no such call or code reads it
 * @param verifyAdmin the same for an admin key; null if it has none
 * @param adminReading how that answer is read; null if there is no such call
 * @param tls12 whether it may be spoken to by TLS 1.2, since it has nothing newer
 * @param builtin whether Keymaster comes with it, so that nobody but its makers said all this
 * @param does what Keymaster itself does with its API: words of {@code Ability}
 * @param orderNeeds settings that an order for a key has to have
 * @param orderTakes what a key can be ordered with: {@code expiry}, {@code limit=CURRENCY}
 * @param settling how long a new key may be refused although it is good
 * @param mint whether keys can be made by API
 * @param revoke whether keys can be revoked or disabled by API
 * @param usage whether use or balance can be asked for
 * @param console the page where a person makes keys; empty if unknown
 * @param source what the facts rest on
 * @param unconfirmed what rests on less than the vendor's word
 */
public record Provider(
    ServiceName name,
    String title,
    List<KeyKind> kinds,
    List<Variable> variables,
    String baseUrl,
    List<String> headers,
    String adminBaseUrl,
    List<String> adminHeaders,
    @Nullable Call verify,
    @Nullable Reading reading,
    @Nullable Call verifyAdmin,
    @Nullable Reading adminReading,
    boolean tls12,
    boolean builtin,
    List<String> does,
    List<String> orderNeeds,
    List<String> orderTakes,
    Duration settling,
    Capability mint,
    Capability revoke,
    Capability usage,
    String console,
    String source,
    List<String> unconfirmed) {

  /** Copies the lists. */
  public Provider {
    kinds = List.copyOf(kinds);
    variables = List.copyOf(variables);
    headers = List.copyOf(headers);
    adminHeaders = List.copyOf(adminHeaders);
    does = List.copyOf(does);
    orderNeeds = List.copyOf(orderNeeds);
    orderTakes = List.copyOf(orderTakes);
    unconfirmed = List.copyOf(unconfirmed);
  }

  /** Returns the environment variable that a key of this provider becomes. */
  public String variable() {
    return variables.getFirst().name();
  }

  /** Returns the environment variable in which its programs look for another base URL. */
  public Optional<String> addressVariable() {
    return variables.stream()
        .filter(variable -> variable.role() == Variable.Role.ADDRESS)
        .map(Variable::name)
        .findFirst();
  }
}
