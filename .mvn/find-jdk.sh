# Finds a JDK 25 and exports JAVA_HOME. POSIX sh, to be sourced: `. .mvn/find-jdk.sh`.
#
# Exactly 25: the code is compiled with --enable-preview, and a class file with preview features runs
# only on the release that compiled it. A JDK, not a JRE: the build needs javac.
# When none is found, the sourcing shell ends with status 1 after one message.

# True if $1 is the home of a JDK 25. Reads the `release` file, because starting a JVM costs 50-100 ms.
heddle_is_jdk_25() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] || return 1
  heddle_version=
  if [ -r "$1/release" ]; then
    while IFS='=' read -r heddle_key heddle_value; do
      if [ "$heddle_key" = JAVA_VERSION ]; then
        heddle_version=${heddle_value#\"}
        heddle_version=${heddle_version%\"*}
        break
      fi
    done <"$1/release"
  fi
  if [ -z "$heddle_version" ]; then
    heddle_version=$(heddle_java_property "$1/bin/java" java.specification.version)
  fi
  case $heddle_version in
    25 | 25[.+-]*) return 0 ;;
    *) return 1 ;;
  esac
}

# Prints system property $2 of the JVM that $1 starts.
heddle_java_property() {
  "$1" -XshowSettings:properties -version 2>&1 </dev/null | sed -n "s/^ *$2 = //p"
}

# Prints the home of the JVM that the executable $1 starts.
heddle_home_of_java() {
  heddle_exe=$(readlink -f "$1" 2>/dev/null) || heddle_exe=$1
  heddle_home=${heddle_exe%/*}/..
  if [ ! -e "$heddle_home/release" ] && [ ! -e "$heddle_home/lib/modules" ]; then
    # Not a file of a JDK: the shim of a version manager. Only the JVM knows.
    heddle_home=$(heddle_java_property "$1" java.home)
  fi
  if [ -n "$heddle_home" ]; then (cd "$heddle_home" 2>/dev/null && pwd -P); fi
}

# Prints the home of the first JDK 25. The body is a subshell: the sourcing shell keeps its options.
heddle_find_jdk() (
  set +e +u +f
  unset CDPATH

  if [ -n "$HEDDLE_JAVA" ]; then
    # Named on purpose, so nothing else will do.
    home=$HEDDLE_JAVA
    if [ ! -d "$home" ]; then home=$(heddle_home_of_java "$home"); fi
    if heddle_is_jdk_25 "$home"; then
      (cd "$home" && pwd -P)
      exit 0
    fi
    echo "heddle: HEDDLE_JAVA=$HEDDLE_JAVA is not a JDK 25 (its folder or its bin/java)." >&2
    exit 1
  fi

  if [ -n "$JAVA_HOME" ] && heddle_is_jdk_25 "$JAVA_HOME"; then
    printf '%s\n' "$JAVA_HOME"
    exit 0
  fi

  beside=
  path_java=$(command -v java 2>/dev/null)
  if [ -n "$path_java" ]; then
    path_home=$(heddle_home_of_java "$path_java")
    if [ -n "$path_home" ] && heddle_is_jdk_25 "$path_home"; then
      printf '%s\n' "$path_home"
      exit 0
    fi
    beside=${path_home%/*}
  fi

  for home in \
    "${beside:-/usr/lib/jvm}"/* \
    /usr/lib/jvm/* \
    /usr/java/* \
    /opt/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/*; do
    if heddle_is_jdk_25 "$home"; then
      printf '%s\n' "$home"
      exit 0
    fi
  done

  echo "heddle: no JDK 25 found. Install one (Eclipse Temurin 25, or the package openjdk-25-jdk of your" >&2
  echo "heddle: distribution); if it is in an unusual place, set HEDDLE_JAVA or JAVA_HOME to its folder." >&2
  exit 1
)

JAVA_HOME=$(heddle_find_jdk) || exit 1
export JAVA_HOME
