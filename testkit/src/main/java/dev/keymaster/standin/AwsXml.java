package dev.keymaster.standin;

import java.time.Instant;
import java.util.Locale;

/** Answers of AWS's query APIs. Nothing in them needs to be escaped. */
final class AwsXml {
  static final String IAM = "https://iam.amazonaws.com/doc/2010-05-08/";

  private AwsXml() {}

  static String element(String name, String value) {
    return "<" + name + ">" + value + "</" + name + ">";
  }

  static Answer answer(String action, String space, String result) {
    return whole(action, space, "<" + action + "Result>" + result + "</" + action + "Result>");
  }

  static Answer empty(String action) {
    return whole(action, IAM, "");
  }

  private static Answer whole(String action, String space, String result) {
    String request = Values.hex(32);
    String text =
        "<%sResponse xmlns=\"%s\">%s<ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata></%sResponse>"
            .formatted(action, space, result, request, action);
    return Answer.text(200, "text/xml", text).with("x-amzn-requestid", request);
  }

  static String members(HeldKey key) {
    return element("UserName", key.owner)
        + element("AccessKeyId", key.id)
        + element("Status", key.disabled ? "Inactive" : "Active")
        + element("CreateDate", key.created.toString());
  }

  static Answer users(String account, String name) {
    String user =
        element("Path", "/")
            + element("UserName", name)
            + element("UserId", "AIDA" + name.toUpperCase(Locale.ROOT))
            + element("Arn", "arn:aws:iam::" + account + ":user/" + name)
            + element("CreateDate", "2026-01-02T03:04:05Z");
    String list = "<Users><member>" + user + "</member></Users>";
    return answer("ListUsers", IAM, list + element("IsTruncated", "false"));
  }

  static Answer lastUsed(HeldKey key) {
    Instant used = key.lastUsed;
    String date = used == null ? "" : element("LastUsedDate", used.toString());
    String service = used == null ? "N/A" : "sts";
    String region = used == null ? "N/A" : "us-east-1";
    return answer(
        "GetAccessKeyLastUsed",
        IAM,
        element("UserName", key.owner)
            + "<AccessKeyLastUsed>"
            + date
            + element("ServiceName", service)
            + element("Region", region)
            + "</AccessKeyLastUsed>");
  }
}
