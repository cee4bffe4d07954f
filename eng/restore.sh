# Sourced by test.sh and .ci/run, from the repository's root. Restores the solution and sets
#   solution      what to build: OrleansStream.sln, or OrleansStream.Embedded.slnf where Orleans packages cannot be had
#   left_out      the projects outside the filter, or nothing
#   left_out_why  one line on why, or nothing
# Any failure other than missing Orleans packages prints the restore's output and returns 1.

export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export MSBUILDTERMINALLOGGER=off MSBUILDDISABLENODEREUSE=1

# The packages that a restore's output reports as not found, one to a line.
missing_packages() {
  sed -nE 's/.*error NU110[123]: .*[Uu]nable to find (a stable )?package ([A-Za-z0-9_.-]*[A-Za-z0-9_]).*/\2/p' <<<"$1" | sort -u
}

# Whether a package is Orleans' own, or one that this repository never names: then only another package can need it.
belongs_to_orleans() {
  [[ $1 == Microsoft.Orleans.* ]] || ! grep -qiF "Include=\"$1\"" Directory.Packages.props
}

# The restore's errors that are not about packages that were not found.
other_errors() {
  grep -E ': error |^error ' <<<"$1" | grep -vE 'error NU110[123]:' || true
}

restore_solution() {
  local output package missing
  solution=OrleansStream.sln left_out='' left_out_why=''

  if output=$(dotnet restore "$solution" 2>&1); then
    return 0
  fi

  missing=$(missing_packages "$output")
  if grep -qix 'librdkafka\.redist' <<<"$missing" && [[ -z ${SystemLibrdkafka:-} ]] && pkg-config --exists 'rdkafka >= 2.15' 2>/dev/null; then
    # The system has the native library that this package would have brought. MSBuild takes the variable for a property.
    export SystemLibrdkafka=true
    restore_solution
    return
  fi

  if [[ -z $missing || -n $(other_errors "$output") ]] || ! grep -q '^Microsoft\.Orleans\.' <<<"$missing"; then
    printf '%s\nThe restore of %s failed.\n' "$output" "$solution" >&2
    return 1
  fi

  for package in $missing; do
    if ! belongs_to_orleans "$package"; then
      printf '%s\nThe restore of %s failed: %s is missing, and it is no package of Orleans.\n' "$output" "$solution" "$package" >&2
      return 1
    fi
  done

  # A missing package that the embedded projects need as well fails this second restore.
  solution=OrleansStream.Embedded.slnf
  if ! output=$(dotnet restore "$solution" 2>&1); then
    printf '%s\nThe restore of %s failed.\n' "$output" "$solution" >&2
    return 1
  fi

  left_out=$(projects_outside_filter)
  left_out_why="these packages could not be restored: ${missing//$'\n'/, }"
}

# The solution's projects that the embedded filter does not hold, on one line.
projects_outside_filter() {
  sed -nE 's/^Project\(.*"([^"]+\.csproj)".*/\1/p' OrleansStream.sln | tr '\\' '/' | tr -d '\r' | sort \
    | while read -r project; do
        grep -qF "\"$project\"" OrleansStream.Embedded.slnf || printf '%s\n' "$(dirname "$project")"
      done | paste -sd, | sed 's/,/, /g'
}
