package dev.keymaster.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.catalogue.Provider;
import dev.keymaster.catalogue.Variable;
import dev.keymaster.model.KeymasterException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlVariablesTests {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "LD_PRELOAD",
        "LD_ANYTHING_NEW",
        "DYLD_INSERT_LIBRARIES",
        "PATH",
        "Path",
        "IFS",
        "BASH_ENV",
        "ENV",
        "BASH_FUNC_ls",
        "NODE_OPTIONS",
        "PYTHONPATH",
        "PYTHONSTARTUP",
        "JAVA_TOOL_OPTIONS",
        "GIT_SSH_COMMAND",
        "GIT_CONFIG_COUNT",
        "KEYMASTER_HOME",
        "_keymaster_names",
        "PROMPT",
        "RPS1",
        "MAILPATH",
        "precmd_functions",
        "fish_function_path",
        "API_KEY_MASTER"
      })
  void a_variable_that_commands_programs_is_refused(String variable) {
    assertThat(ControlVariables.contains(variable)).isTrue();
    assertThatThrownBy(() -> ControlVariables.refuse(variable))
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> assertThat(e.code()).isEqualTo(KeymasterException.Code.USAGE))
        .hasMessage("no key may become '" + variable + "': it decides what programs do");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OPENAI_API_KEY",
        "LDAP_PASSWORD",
        "PATHFINDER_KEY",
        "PYTHONANYWHERE_API_TOKEN",
        "HTTPS_PROXY",
        "PIP_INDEX_URL",
        "GIT_TOKEN",
        "NODE_AUTH_TOKEN",
        "ENVATO_KEY"
      })
  void a_variable_that_carries_a_credential_is_not(String variable) {
    assertThat(ControlVariables.refuse(variable)).isEqualTo(variable);
  }

  @Test
  void no_provider_s_variable_is_among_them() {
    List<String> known =
        Catalogue.builtin().providers().stream()
            .map(Provider::variables)
            .flatMap(List::stream)
            .map(Variable::name)
            .toList();
    assertThat(known).hasSizeGreaterThan(30).noneMatch(ControlVariables::contains);
  }
}
