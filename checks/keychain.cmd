@echo off
rem As checks/keychain, for Windows: proves the Credential Manager of this machine.
cd /d "%~dp0.."
call mvn -q -B -pl unlock -am test-compile -Dspotless.check.skip=true || exit /b 1
"%JAVA_HOME%\bin\java" --enable-native-access=ALL-UNNAMED ^
  -cp core\target\classes;unlock\target\classes;unlock\target\test-classes dev.keymaster.unlock.KeychainCheckMain
