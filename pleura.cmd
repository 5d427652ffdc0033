@echo off
rem Runs Pleura. Builds it first when the jar is missing or older than the sources.
setlocal
set "root=%~dp0"
set "jar=%root%app\target\pleura.jar"

set "java=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "java=%JAVA_HOME%\bin\java.exe"
"%java%" -version >nul 2>&1
if errorlevel 1 (
  >&2 echo pleura: Java was not found. Install a JDK, version 17 or newer, or set JAVA_HOME.
  exit /b 1
)
rem Java 17 has this option's module; older versions cannot start with it.
"%java%" --add-modules jdk.incubator.vector -version >nul 2>&1
if errorlevel 1 (
  >&2 echo pleura: Java 17 or newer is needed, but "%java%" is older. Install a newer JDK, or set JAVA_HOME to one.
  exit /b 1
)

set "stale=1"
if exist "%jar%" (
  powershell -NoProfile -Command "$built = (Get-Item '%jar%').LastWriteTime; $sources = Get-ChildItem -Recurse -File '%root%pom.xml', '%root%nn\pom.xml', '%root%core\pom.xml', '%root%app\pom.xml', '%root%nn\src\main', '%root%core\src\main', '%root%app\src\main'; exit [int][bool]($sources | Where-Object { $_.LastWriteTime -gt $built } | Select-Object -First 1)"
  if not errorlevel 1 set "stale=0"
)
if "%stale%"=="0" goto run

where mvn >nul 2>&1
if errorlevel 1 (
  >&2 echo pleura: Maven was not found; it is needed to build Pleura. Install it and put its bin folder on the PATH.
  exit /b 1
)
>&2 echo Building Pleura ...
pushd "%root%"
rem The jar goes first: Maven would leave it as it is when only another module changed.
if exist "%jar%" del "%jar%"
call mvn -q -B -DskipTests package 1>&2
set "built=%errorlevel%"
popd
if not "%built%"=="0" (
  >&2 echo pleura: the build did not succeed; its messages are above.
  exit /b 1
)

:run
rem Here the JVM's one-line warning about its vector module is left as it is. A few images (no seventh
rem word) are asked with the quick compiler alone and without vector code, which would not be compiled
rem before they are done; the bits are the same. Of two sizes of the young generation the last counts.
set "engine=--add-modules jdk.incubator.vector"
if "%~1"=="predict" if "%~7"=="" set "engine=-XX:TieredStopAtLevel=1 -Dpleura.kernels=scalar -Xmn64m"
if "%~1"=="" set "engine=-XX:TieredStopAtLevel=1"
for %%w in (--version -V --help -h) do if "%~1"=="%%w" set "engine=-XX:TieredStopAtLevel=1"
"%java%" -Djava.awt.headless=true -XX:+UseSerialGC -Xmn32m %engine% -jar "%jar%" %*
exit /b %errorlevel%
