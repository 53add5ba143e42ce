package dev.keymaster.wire;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.RestoreReport;
import dev.keymaster.model.SafetyCopy;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Slot;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Slots, backups and safety copies as JSON (docs/openapi.yaml); what is secret as pairs. */
public final class SafetyCodec {
  /** The largest backup that an agent writes or reads: a request has at most 4 MiB. */
  public static final int LARGEST_BACKUP = (4 << 20) - (1 << 16);

  private SafetyCodec() {}

  /** Writes slots. */
  public static JsonWriter slots(List<Slot> slots) {
    return new JsonWriter().objects("slots", slots.stream().map(VaultCodec::slot).toList());
  }

  /** Reads slots. */
  public static List<Slot> slots(JsonObject json) {
    List<Slot> slots = json.objects("slots").stream().map(VaultCodec::slot).toList();
    json.end();
    return slots;
  }

  /** Packs a slot that is to be added; the secret stays the caller's to close. */
  public static Pairs newSlot(SlotKeeping.Kept slot) {
    return new Pairs()
        .add(ValueCodec.ABOUT, VaultCodec.slot(slot.slot()).bytes())
        .add("secret", slot.secret());
  }

  /** Unpacks a slot that is to be added, whose secret the caller closes. */
  public static SlotKeeping.Kept newSlot(Pairs pairs) {
    Slot slot = VaultCodec.slot(ValueCodec.about(pairs));
    return new SlotKeeping.Kept(slot, ValueCodec.value(pairs.all(), 0));
  }

  /** Writes which keys are chosen. */
  public static JsonWriter selection(Selection selection) {
    @Nullable EnvironmentName environment = selection.environment();
    @Nullable ServiceName service = selection.service();
    @Nullable KeyName name = selection.name();
    return new JsonWriter()
        .set("environment", environment == null ? null : environment.value())
        .set("service", service == null ? null : service.value())
        .set("name", name == null ? null : name.value());
  }

  /** Reads which keys are chosen. */
  public static Selection selection(JsonObject json) {
    @Nullable String environment = json.textOrNull("environment");
    @Nullable String service = json.textOrNull("service");
    @Nullable String name = json.textOrNull("name");
    json.end();
    return new Selection(
        environment == null ? null : new EnvironmentName(environment),
        service == null ? null : new ServiceName(service),
        name == null ? null : new KeyName(name));
  }

  /** Reads which keys are chosen from the first of the pairs. */
  public static Selection selectionOf(Pairs pairs) {
    return selection(ValueCodec.about(pairs));
  }

  /** Packs a backup. */
  public static Pairs backup(int keys, byte[] backup) {
    JsonWriter about = new JsonWriter().set("keys", keys);
    return new Pairs().add(ValueCodec.ABOUT, about.bytes()).add("backup", backup);
  }

  /** Writes safety copies. */
  public static JsonWriter copies(List<SafetyCopy> copies) {
    return new JsonWriter().objects("copies", copies.stream().map(SafetyCodec::copy).toList());
  }

  /** Reads safety copies. */
  public static List<SafetyCopy> copies(JsonObject json) {
    List<SafetyCopy> copies = json.objects("copies").stream().map(SafetyCodec::copy).toList();
    json.end();
    return copies;
  }

  private static JsonWriter copy(SafetyCopy copy) {
    return new JsonWriter()
        .set("id", copy.id())
        .set("made", copy.made())
        .set("reason", copy.reason())
        .set("keys", copy.keys());
  }

  private static SafetyCopy copy(JsonObject json) {
    SafetyCopy copy =
        new SafetyCopy(
            json.text("id"), json.time("made"), json.text("reason"), json.integer("keys"));
    json.end();
    return copy;
  }

  /** Writes what a restore did. */
  public static JsonWriter restored(RestoreReport report) {
    return new JsonWriter()
        .set("created", report.created())
        .set("updated", report.updated())
        .set("unchanged", report.unchanged());
  }

  /** Reads what a restore did. */
  public static RestoreReport restored(JsonObject json) {
    RestoreReport report =
        new RestoreReport(
            json.integer("created"), json.integer("updated"), json.integer("unchanged"));
    json.end();
    return report;
  }
}
