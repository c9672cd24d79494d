@echo off
rem Runs ckpt4j from this folder: builds what is missing first, then starts Java. The Windows twin of ./ckpt4j, with one
rem difference: it does not notice changed sources; delete target\ckpt4j (or run mvn clean) to build again.
rem   JAVA_HOME, CKPT4J_JAVA_OPTS, CKPT4J_MAVEN_ARGS, CKPT4J_ND4J as there.
setlocal EnableExtensions EnableDelayedExpansion
set "root=%~dp0"
set "root=%root:~0,-1%"
set "state=%root%\target\ckpt4j"

set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
set "version="
for /f "tokens=3" %%v in ('call "%java%" -version 2^>^&1 ^| findstr /c:" version "') do if not defined version set "version=%%~v"
if not defined version (
  echo ckpt4j: no java found: install a JDK, 17 or newer, or set JAVA_HOME. 1>&2
  exit /b 2
)
for /f "delims=.-+" %%m in ("%version%") do set "major=%%m"
if %major% LSS 17 (
  echo ckpt4j: this java is version %version%; ckpt4j needs 17 or newer ^(set JAVA_HOME^). 1>&2
  exit /b 2
)

set "word=%~1"
if "%word%"=="help" set "word=%~2"
set "kind=cli"
set "module=cli"
set "built=cli"
set "profiles=launcher"
set "download=70 MB"
if "%word%"=="guide" set "kind=all"
if "%word%"=="run" set "kind=all"
if "%word%"=="conformance" set "kind=all"
if "%word%"=="bench" set "kind=bench"
if "%kind%"=="all" (
  set "module=conformance"
  set "built=conformance"
  set "download=280 MB"
)
if "%kind%"=="bench" (
  set "module=benchmarks"
  set "built=benchmarks,benchmarks-peer"
  set "profiles=launcher,bench"
  set "download=440 MB"
)

if exist "%state%\%kind%.classpath" goto :start
where mvn >nul 2>nul
if errorlevel 1 (
  echo ckpt4j: no mvn found: install Maven, 3.8.7 or newer. 1>&2
  exit /b 2
)
if not exist "%state%" mkdir "%state%"
echo ckpt4j: first use: building with Maven; a machine that has never built it downloads about %download% ... 1>&2
pushd "%root%"
call mvn -B -q -ntp -P %profiles% -Dquick -Dmaven.test.skip=true -pl %built% -am %CKPT4J_MAVEN_ARGS% package >"%state%\build.log" 2>&1
set "rc=%errorlevel%"
popd
if not "%rc%"=="0" (
  findstr /b /c:"[ERROR]" "%state%\build.log" 1>&2
  echo ckpt4j: the build failed; all of it: %state%\build.log 1>&2
  exit /b 2
)
call :remember %module% "%state%\%kind%.classpath"
if "%kind%"=="bench" call :remember benchmarks-peer "%state%\peer.classpath"
echo ckpt4j: built. 1>&2

:start
set "flags=-XX:-UsePerfData"
if "%kind%"=="cli" set "flags=%flags% -XX:+UseSerialGC"
if %major% GEQ 22 set "flags=%flags% --enable-native-access=ALL-UNNAMED"
if %major% GEQ 24 set "flags=%flags% --sun-misc-unsafe-memory-access=allow"
if defined CKPT4J_ND4J set "flags=%flags% -Dckpt4j.nd4j=%CKPT4J_ND4J%"
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=passive"
set "archive=%state%\%kind%-%version%.jsa"
set "sharing=-XX:SharedArchiveFile="%archive%""
if not exist "%archive%" set "sharing=-XX:ArchiveClassesAtExit="%archive%""
for /f "usebackq delims=" %%l in ("%state%\%kind%.classpath") do set "CLASSPATH=%%l"
if "%kind%"=="bench" (
  for /f "usebackq delims=" %%l in ("%state%\peer.classpath") do set "peer=%%l"
  set "JDK_JAVA_OPTIONS=%JDK_JAVA_OPTIONS% -Dckpt4j.bench.peer="!peer!""
)
"%java%" %sharing% -Xshare:auto -Xlog:disable %flags% -Dckpt4j.root="%root%" -Dckpt4j.launcher="%~f0" %CKPT4J_JAVA_OPTS% org.ckpt4j.cli.Main %*
exit /b %errorlevel%

:remember
for %%j in ("%root%\%1\target\%1-*.jar") do set "own=%%~fj"
for /f "usebackq delims=" %%l in ("%root%\%1\target\runtime.classpath") do set "deps=%%l"
>%2 echo !own!;!deps!
exit /b 0
