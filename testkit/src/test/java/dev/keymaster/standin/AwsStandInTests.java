package dev.keymaster.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Secret;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.StsException;

/** The AWS SDK for Java, which nobody here wrote, gets along with the stand-in of IAM and STS. */
final class AwsStandInTests {
  private static StaticCredentialsProvider credentials(String id, String value) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(id, value));
  }

  private static StaticCredentialsProvider credentials(Secret both) {
    String text = Caller.text(both);
    return credentials(text.substring(0, 20), text.substring(21));
  }

  private static IamClient iam(StandIn standIn, StaticCredentialsProvider who) {
    return IamClient.builder()
        .endpointOverride(standIn.baseUrl())
        .region(Region.AWS_GLOBAL)
        .credentialsProvider(who)
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }

  private static StsClient sts(StandIn standIn, StaticCredentialsProvider who) {
    return StsClient.builder()
        .endpointOverride(standIn.baseUrl())
        .region(Region.US_EAST_1)
        .credentialsProvider(who)
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }

  private static void with(Consumer<StandIn> test) throws IOException {
    try (StandIn standIn = StandIn.of("aws", Doors.PLAIN)) {
      test.accept(standIn);
    }
  }

  @Test
  void a_key_is_made_used_disabled_and_deleted() throws IOException {
    with(standIn -> {
      try (IamClient iam = iam(standIn, credentials(standIn.admin()))) {
        AccessKey made = iam.createAccessKey().accessKey();
        assertThat(made.accessKeyId()).matches("AKIA[A-Z2-7]{16}");
        assertThat(made.secretAccessKey()).hasSize(40);
        try (StsClient sts =
            sts(standIn, credentials(made.accessKeyId(), made.secretAccessKey()))) {
          assertThat(sts.getCallerIdentity().arn()).endsWith(":user/person");
          iam.updateAccessKey(u -> u.accessKeyId(made.accessKeyId()).status("Inactive"));
          assertThatThrownBy(sts::getCallerIdentity)
              .isInstanceOfSatisfying(
                  StsException.class,
                  e ->
                      assertThat(e.awsErrorDetails().errorCode())
                          .isEqualTo("InvalidClientTokenId"));
        }
        assertThat(iam.listUsers().users().getFirst().userName()).isEqualTo("person");
        assertThat(iam.listAccessKeys().accessKeyMetadata()).hasSize(2);
        assertThat(iam.listAccessKeysPaginator(l -> l.maxItems(1)).accessKeyMetadata()).hasSize(2);
        assertThat(
                iam.getAccessKeyLastUsed(g -> g.accessKeyId(made.accessKeyId()))
                    .accessKeyLastUsed()
                    .serviceName())
            .isEqualTo("sts");
        iam.deleteAccessKey(d -> d.accessKeyId(made.accessKeyId()));
        assertThatThrownBy(() -> iam.deleteAccessKey(d -> d.accessKeyId(made.accessKeyId())))
            .isInstanceOf(NoSuchEntityException.class);
      }
    });
  }

  @Test
  void a_user_has_two_keys_at_most() throws IOException {
    with(standIn -> {
      try (IamClient iam = iam(standIn, credentials(standIn.admin()))) {
        iam.createAccessKey(c -> c.userName("person"));
        assertThatThrownBy(iam::createAccessKey).isInstanceOf(LimitExceededException.class);
        assertThatThrownBy(() -> iam.createAccessKey(c -> c.userName("nobody")))
            .isInstanceOf(NoSuchEntityException.class);
      }
    });
  }

  @Test
  void a_wrong_signature_scope_or_time_is_refused() throws IOException {
    with(standIn -> {
      String id = Caller.text(standIn.key()).substring(0, 20);
      try (StsClient wrong = sts(standIn, credentials(id, "x".repeat(40)));
          StsClient right = sts(standIn, credentials(standIn.key()));
          IamClient small = iam(standIn, credentials(standIn.key()))) {
        assertThatThrownBy(wrong::getCallerIdentity).hasMessageContaining("does not match");
        assertThatThrownBy(small::listAccessKeys)
            .isInstanceOfSatisfying(
                IamException.class,
                e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"));
        assertThat(right.getCallerIdentity().account()).isEqualTo("111122223333");
        standIn.clock(Clock.offset(Clock.systemUTC(), Duration.ofHours(1)));
        assertThatThrownBy(right::getCallerIdentity).hasMessageContaining("does not match");
      }
    });
  }

  @Test
  void what_is_no_call_is_refused() throws IOException {
    with(standIn -> {
      Caller plain = new Caller(standIn).with("Content-Type", "application/x-www-form-urlencoded");
      assertThat(plain.ask("POST", "/", "Action=GetCallerIdentity&Version=2011-06-15").body())
          .contains("MissingAuthenticationToken");
      assertThat(plain.ask("POST", "/", "Action=DropAll").body()).contains("InvalidAction");
      assertThat(
              plain
                  .with("Authorization", "AWS4-HMAC-SHA256 nothing")
                  .ask("POST", "/", "Action=GetCallerIdentity")
                  .status())
          .isEqualTo(403);
    });
  }
}
