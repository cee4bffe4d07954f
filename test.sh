#!/usr/bin/env bash
# Restores, builds and tests OrleansStream. See --help.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: ./test.sh [--long] [--require-cluster] [--help]

Restores and builds the solution once (Release) and runs every test project.
Where the Orleans packages cannot be restored, the projects that need none of
them are tested, and the last line says what was left out and why.

  --long             also run the long tests (trait Tier=Long)
  --require-cluster  fail, rather than leave projects out
  --help             show this text

Results are written to artifacts/test-results, one .trx file per project.
UPDATE_PUBLIC_API=1 ./test.sh rewrites the listings src/<Project>/PublicAPI.txt.
HELP
}

long=false require_cluster=false
for option in "$@"; do
  case $option in
    --long) long=true ;;
    --require-cluster) require_cluster=true ;;
    --help) usage; exit 0 ;;
    *) echo "test.sh: unknown option '$option'; see ./test.sh --help" >&2; exit 2 ;;
  esac
done

cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=eng/restore.sh
. eng/restore.sh

results=artifacts/test-results
passed=0 failed=0 skipped=0 broken=()

# Tests that mostly wait for servers and processes: they run beside the others, which need the processors. Not so with the long ones: these kill
# processes and wait for others to notice, which on a machine with twice too much to do takes minutes.
waiting=' AzureBlobs.Tests Databases.Tests EndToEnd.Tests Kafka.Tests S3.Tests Samples.Tests WebHdfs.Tests '

# The value of an attribute in the counters of a .trx file.
counter() {
  sed -nE "s/.*<Counters [^>]*\b$2=\"([0-9]+)\".*/\1/p" "$1" | head -n 1
}

# Runs one test project; its output is printed as a whole, and its exit code kept beside its results.
run_project() {
  local project=$1 name code=0 output
  local arguments=(--no-build --configuration Release --nologo --verbosity quiet)
  name=$(basename "$project" .csproj)

  arguments+=(--results-directory "$results" --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal")
  arguments+=(--blame-hang-timeout 10m --blame-hang-dump-type none)
  $long || arguments+=(--filter 'Tier!=Long')

  output=$(dotnet test "$project" "${arguments[@]}" 2>&1) || code=$?
  echo "$code" >"$results/$name.code"
  printf '== %s\n%s\n' "$name" "$output"
}

# Which tests a project runs beside.
lane_of() {
  if [[ $waiting == *" $(basename "$1" .csproj) "* ]]; then echo waiting; else echo working; fi
}

# Runs those of the test projects that wait, or those that do not.
run_lane() {
  local lane=$1 project
  for project in $(test_projects); do
    if [[ $(lane_of "$project") == "$lane" ]]; then
      run_project "$project"
    fi
  done
}

# Adds the counts of a project that has run to the totals.
count_project() {
  local name trx code total=0 executed=0 ok=0
  name=$(basename "$1" .csproj)
  trx=$results/$name.trx
  code=$(cat "$results/$name.code")

  if [[ -f $trx ]]; then
    total=$(counter "$trx" total) executed=$(counter "$trx" executed) ok=$(counter "$trx" passed)
  fi

  passed=$((passed + ok)) failed=$((failed + executed - ok)) skipped=$((skipped + total - executed))
  if ((code != 0 && executed == ok)); then
    # No test failed, yet the run did: a crash, a hang or a test host that would not start.
    failed=$((failed + 1))
    broken+=("$name ended with exit code $code before all of its tests had run")
  fi
}

# The test projects of the chosen solution.
test_projects() {
  local project
  for project in tests/*/*.csproj; do
    if [[ $solution == *.sln ]] || grep -qF "\"$project\"" "$solution"; then
      echo "$project"
    fi
  done
}

restore_solution
if [[ -n $left_out ]] && $require_cluster; then
  echo "test.sh: --require-cluster, but $left_out cannot be built; $left_out_why" >&2
  exit 1
fi

dotnet build "$solution" --no-restore --configuration Release --nologo --verbosity quiet

rm -rf "$results"
mkdir -p "$results"
if $long; then
  run_lane waiting
  run_lane working
else
  run_lane waiting &
  run_lane working
  wait $!
fi

for project in $(test_projects); do
  count_project "$project"
done

echo
for line in "${broken[@]}"; do
  echo "$line"
done

summary="$passed passed, $failed failed"
((skipped == 0)) || summary+=", $skipped skipped"
echo "$summary"

status=0
if ((failed > 0)); then
  status=1
elif ((passed == 0)); then
  echo "No test ran." >&2
  status=1
fi

[[ -z $left_out ]] || echo "Left out: $left_out; $left_out_why"
exit $status
