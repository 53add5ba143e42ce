package dev.keymaster.unlock;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the keychain needs of CoreFoundation and Security, as Apple describes it. */
final class FakeFrameworks extends FakeLibrary {
  /** What is kept: attributes and bytes by account. */
  final Map<String, Map<String, Object>> kept = new HashMap<>();

  /** Objects that were created and not released, by address. */
  final Map<Long, Object> alive = new HashMap<>();

  /** What every keychain call fails with; 0: none. */
  int failure;

  /** What SecKeychainGetStatus tells. */
  int bits = 1;

  /** Whether the keychain may prompt. */
  boolean interactive = true;

  private final Map<Long, String> constants = new HashMap<>();

  /** Bytes that belong to the caller, as CFDataCreateWithBytesNoCopy keeps them. */
  private record Borrowed(MemorySegment bytes) {}

  FakeFrameworks() {
    for (String name :
        List.of(
            "kSecClass kSecClassGenericPassword kSecAttrService kSecAttrAccount kSecAttrLabel",
            "kSecAttrAccess kSecValueData kSecReturnData kSecMatchLimit kSecMatchLimitOne",
            "kCFBooleanTrue kCFAllocatorNull")) {
      for (String each : name.split(" ", -1)) {
        constant(each);
      }
    }
    variable("kCFTypeDictionaryKeyCallBacks", arena.allocate(48));
    variable("kCFTypeDictionaryValueCallBacks", arena.allocate(40));
    pointer("CFStringCreateWithBytes", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_BYTE);
    pointer("CFDataCreateWithBytesNoCopy", ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
    pointer("CFDictionaryCreateMutable", ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
    pointer("CFDataGetBytePtr", ADDRESS);
    function("CFDataGetLength", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    function("CFDictionarySetValue", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS));
    function("CFRelease", FunctionDescriptor.ofVoid(ADDRESS));
    status("SecItemAdd", ADDRESS, ADDRESS);
    status("SecItemCopyMatching", ADDRESS, ADDRESS);
    status("SecItemUpdate", ADDRESS, ADDRESS);
    status("SecItemDelete", ADDRESS);
    status("SecAccessCreate", ADDRESS, ADDRESS, ADDRESS);
    status("SecKeychainGetStatus", ADDRESS, ADDRESS);
    status("SecKeychainSetUserInteractionAllowed", JAVA_BYTE);
  }

  private void constant(String name) {
    MemorySegment object = arena.allocate(8);
    constants.put(object.address(), name);
    MemorySegment variable = arena.allocate(ADDRESS);
    variable.set(ADDRESS, 0, object);
    variable(name, variable);
  }

  private void pointer(String name, MemoryLayout... arguments) {
    function(name, FunctionDescriptor.of(ADDRESS, arguments));
  }

  private void status(String name, MemoryLayout... arguments) {
    function(name, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  private MemorySegment create(Object value) {
    MemorySegment object = arena.allocate(8);
    alive.put(object.address(), value);
    return object;
  }

  private Object object(MemorySegment pointer) {
    Object value = alive.get(pointer.address());
    return Objects.requireNonNull(value == null ? constants.get(pointer.address()) : value);
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> map(MemorySegment pointer) {
    return (Map<String, Object>) object(pointer);
  }

  MemorySegment CFStringCreateWithBytes(
      MemorySegment allocator, MemorySegment bytes, long length, int encoding, byte external) {
    boolean utf8 = encoding == 0x08000100 && external == 0 && allocator.address() == 0;
    String text = new String(bytes.reinterpret(length).toArray(JAVA_BYTE), UTF_8);
    return utf8 ? create(text) : MemorySegment.NULL;
  }

  MemorySegment CFDataCreateWithBytesNoCopy(
      MemorySegment allocator, MemorySegment bytes, long length, MemorySegment deallocator) {
    boolean borrowed = object(deallocator).equals("kCFAllocatorNull") && allocator.address() == 0;
    return borrowed ? create(new Borrowed(bytes.reinterpret(length))) : MemorySegment.NULL;
  }

  MemorySegment CFDictionaryCreateMutable(
      MemorySegment allocator, long capacity, MemorySegment keys, MemorySegment values) {
    boolean known =
        keys.equals(find("kCFTypeDictionaryKeyCallBacks").orElseThrow())
            && values.equals(find("kCFTypeDictionaryValueCallBacks").orElseThrow());
    return known && capacity == 0 ? create(new HashMap<String, Object>()) : MemorySegment.NULL;
  }

  MemorySegment CFDataGetBytePtr(MemorySegment data) {
    return ((Borrowed) object(data)).bytes();
  }

  long CFDataGetLength(MemorySegment data) {
    return ((Borrowed) object(data)).bytes().byteSize();
  }

  void CFDictionarySetValue(MemorySegment map, MemorySegment key, MemorySegment value) {
    map(map).put((String) object(key), object(value));
  }

  void CFRelease(MemorySegment object) {
    Objects.requireNonNull(alive.remove(object.address()), "released twice");
  }

  int SecItemAdd(MemorySegment attributes, MemorySegment result) {
    Map<String, Object> item = new HashMap<>(map(attributes));
    String account = account(item);
    if (failure != 0) {
      return failure;
    }
    if (kept.containsKey(account)) {
      return -25299;
    }
    keep(account, item);
    return result.address() == 0 ? 0 : -50;
  }

  int SecItemUpdate(MemorySegment query, MemorySegment changes) {
    Map<String, Object> item = new HashMap<>(kept.getOrDefault(account(map(query)), Map.of()));
    if (failure != 0 || item.isEmpty()) {
      return failure == 0 ? -25300 : failure;
    }
    item.putAll(map(changes));
    keep(account(map(query)), item);
    return 0;
  }

  private void keep(String account, Map<String, Object> item) {
    byte[] copy =
        ((Borrowed) Objects.requireNonNull(item.get("kSecValueData"))).bytes().toArray(JAVA_BYTE);
    item.put("kSecValueData", copy);
    kept.put(account, item);
  }

  int SecItemCopyMatching(MemorySegment query, MemorySegment result) {
    Map<String, Object> wanted = map(query);
    Map<String, Object> item = kept.getOrDefault(account(wanted), Map.of());
    boolean asked =
        "kCFBooleanTrue".equals(wanted.get("kSecReturnData"))
            && "kSecMatchLimitOne".equals(wanted.get("kSecMatchLimit"));
    if (failure != 0 || item.isEmpty() || !asked) {
      return failure == 0 ? -25300 : failure;
    }
    byte[] bytes = (byte[]) Objects.requireNonNull(item.get("kSecValueData"));
    MemorySegment copy = arena.allocate(Math.max(1, bytes.length)).asSlice(0, bytes.length);
    copy.copyFrom(MemorySegment.ofArray(bytes));
    result.reinterpret(8).set(ADDRESS, 0, create(new Borrowed(copy)));
    return 0;
  }

  int SecItemDelete(MemorySegment query) {
    if (failure != 0) {
      return failure;
    }
    return kept.remove(account(map(query))) == null ? -25300 : 0;
  }

  private static String account(Map<String, Object> query) {
    if (!"kSecClassGenericPassword".equals(query.get("kSecClass"))
        || !"keymaster".equals(query.get("kSecAttrService"))) {
      return "";
    }
    return String.valueOf(query.get("kSecAttrAccount"));
  }

  int SecAccessCreate(MemorySegment descriptor, MemorySegment trusted, MemorySegment access) {
    String whom = trusted.address() == 0 ? "the caller alone: " : "others: ";
    access.reinterpret(8).set(ADDRESS, 0, create(whom + object(descriptor)));
    return 0;
  }

  int SecKeychainGetStatus(MemorySegment keychain, MemorySegment status) {
    status.reinterpret(4).set(JAVA_INT, 0, bits);
    return keychain.address() == 0 ? failure : -50;
  }

  int SecKeychainSetUserInteractionAllowed(byte allowed) {
    interactive = allowed != 0;
    return 0;
  }
}
