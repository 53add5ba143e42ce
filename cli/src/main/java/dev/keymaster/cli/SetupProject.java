package dev.keymaster.cli;

import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.project.Project;
import java.util.List;
import java.util.Map;

/** The step of {@code setup} that takes the key into the project, which it makes if need be. */
final class SetupProject {
  private final Session session;
  private final KeyRef ref;
  private final SetupTalk talk;
  private final SetupOptions options;

  SetupProject(Session session, KeyRef ref, SetupTalk talk, SetupOptions options) {
    this.session = session;
    this.ref = ref;
    this.talk = talk;
    this.options = options;
  }

  /** Says what it did, or what is left to do. */
  void run() {
    Surroundings surroundings = session.surroundings();
    if (options.noProject) {
      talk.say("left out; later: " + use());
    } else if (surroundings.distrusted()) {
      talk.say("keymaster.yaml is not followed until you trust it: keymaster trust, then " + use());
    } else if (surroundings.project().isPresent()) {
      take(surroundings.project().get());
    } else if (NewProject.isHome(session)) {
      talk.say("this is the home folder; in a project: " + use());
    } else if (isWanted("No project is here. Make one, keymaster.yaml, that uses it?")) {
      NewProject.make(session);
      use(session.again());
    } else {
      talk.say("no project here; later: keymaster init, then " + use());
    }
  }

  private void take(Project project) {
    Map<KeyName, String> chosen = project.file().keys();
    if (chosen.containsKey(ref.name())) {
      talk.say("this project uses it already, as " + chosen.get(ref.name()));
    } else if (chosen.isEmpty()) {
      talk.say("this project chooses no keys: it uses all of its environment");
    } else if (isWanted("Take it into this project?")) {
      use(session);
    } else {
      talk.say("next: " + use() + " takes it into this project");
    }
  }

  private boolean isWanted(String question) {
    return options.project || options.yes || session.person().agrees(question);
  }

  private void use(Session in) {
    UseVerb use = new UseVerb();
    use.names = List.of(ref.name().value());
    use.apply(in)
        .forEach((name, variable) -> talk.say("this project uses " + name + " as " + variable));
  }

  private String use() {
    return "keymaster use " + ref.name();
  }
}
