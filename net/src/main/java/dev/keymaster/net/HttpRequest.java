package dev.keymaster.net;

import java.util.Map;

/**
 * A request.
 *
 * @param method upper case, such as {@code GET}
 * @param path from {@code /} on, without the query; nothing in it is percent-encoded
 * @param query the parameters, each at most once; nothing in them is percent-encoded
 * @param fields the header fields
 * @param body empty if there is none; whoever handles a secret in it zeroes it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; secrets are zeroed in place
public record HttpRequest(
    String method, String path, Map<String, String> query, HttpFields fields, byte[] body) {}
