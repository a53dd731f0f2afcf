#!/usr/bin/env bash
# A genuine FHIR server and a synthetic population for the live tests. What is downloaded, built or generated stays in
# a cache outside the tree; a run's own data lies in a folder of the run.
#   build        HAPI FHIR from Maven Central, compiled once
#   population   520 Synthea patients, generated once (prints the file)
#   start        a server with the population loaded (prints its base URL)
#   blank        a server with nothing on it (prints its base URL)
#   down, up     stop it, start it again with the same data
#   reset        start again with the data of the beginning
#   stop         end it and remove its data
set -euo pipefail
shopt -s inherit_errexit # what fails inside $( ) fails the script: nothing half made enters the cache
cd "$(dirname "${BASH_SOURCE[0]}")/.."

CACHE=${CDS_LIVE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ketamine-cds}
STATE=${CDS_LIVE_STATE:-${TMPDIR:-/tmp}/ketamine-cds-live-$(id -u)}
PATIENTS=520
SEED=20261123 # also the day on which the population's records end
WAIT=300      # seconds a server may take to start

key() { find "$@" -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16; }
say() { echo "live: $*" >&2; }

# A folder of the cache that is there whole or not at all: made beside its place, then moved.
cached() {
  local place=$1
  shift
  if [[ ! -e $place ]]; then
    mkdir -p "$CACHE"
    rm -rf "$place.making"
    mkdir "$place.making"
    "$@" "$place.making"
    mv "$place.making" "$place"
  fi
  echo "$place"
}

maven() { mvn -B -q "$@" >&2; }
# Every file of a class path is still there (someone may have emptied Maven's own store).
complete() { [[ -s $1 ]] && tr : '\n' <"$1" | while read -r jar; do [[ -e $jar ]] || exit 1; done; }

compile() {
  say "building HAPI FHIR (the first time: about 300 MB from Maven Central)"
  maven -f tests/live/hapi/pom.xml -Dbuild.folder="$1" compile dependency:build-classpath -Dmdep.outputFile="$1/classpath"
}

build() {
  local place
  place=$CACHE/hapi-$(key tests/live/hapi)
  complete "$place/classpath" || rm -rf "$place"
  cached "$place" compile
}

generate() {
  local raw
  say "generating $PATIENTS patients with Synthea (once, some minutes)"
  maven -f tests/live/synthea/pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath \
    -Dmdep.outputFile="$1/classpath"
  raw=$1/raw
  java -Xmx4g -cp "$(<"$1/classpath")" App -p "$PATIENTS" -s "$SEED" -cs "$SEED" -r "$SEED" -e "$SEED" -a 18-85 \
    -d tests/live/synthea/modules --exporter.baseDirectory="$raw" --exporter.years_of_history=3 \
    --exporter.hospital.fhir.export=false --exporter.practitioner.fhir.export=false \
    --generate.only_alive_patients=true --exporter.fhir.included_resources="$(included)" Massachusetts >"$1/log"
  .venv/bin/python -m tests.live.population condense "$raw/fhir" "$1/patients.ndjson.gz" >&2
  rm -rf "$raw"
}
included() {
  local kinds=(Patient Encounter Condition MedicationRequest Medication MedicationAdministration AllergyIntolerance
    Procedure Observation)
  local IFS=,
  echo "${kinds[*]}"
}

population() {
  local place
  place=$(cached "$CACHE/population-$(key tests/live/synthea tests/live/population.py)" generate)
  echo "$place/patients.ndjson.gz"
}

# Starts the server on a folder of data; its address and process id go to $STATE. Compiling little makes it start three
# times as fast; for loading, more pays.
launch() {
  local place=$1 data=$2 compile=${3:--XX:TieredStopAtLevel=1} port tried
  if [[ -s $STATE/port ]]; then port=$(<"$STATE/port"); else
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    echo "$port" >"$STATE/port"
  fi
  : >"$STATE/log" # not the words of the server before
  setsid java -Xmx3g -XX:+UseSerialGC "$compile" -cp "$place/classes:$(<"$place/classpath")" \
    org.ketaminecds.live.FhirServer "$port" "$data" >"$STATE/log" 2>&1 </dev/null &
  echo $! >"$STATE/pid"
  for ((tried = 0; tried < WAIT * 2; tried++)); do
    if grep -qsx ready "$STATE/log"; then
      say "HAPI FHIR answers at port $port after $((tried / 2)) s"
      return
    fi
    kill -0 "$(<"$STATE/pid")" 2>/dev/null || break
    sleep 0.5
  done
  tail -n 30 "$STATE/log" >&2
  say "the FHIR server did not start"
  return 1
}

base() { echo "http://127.0.0.1:$(<"$STATE/port")/fhir"; }

down() {
  local pid tried
  [[ -s $STATE/pid ]] || return 0
  pid=$(<"$STATE/pid")
  kill "$pid" 2>/dev/null || true
  for ((tried = 0; tried < 60; tried++)); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.5
  done
  kill -KILL "$pid" 2>/dev/null || true
  rm -f "$STATE/pid"
}

up() {
  local place
  if [[ -s $STATE/pid ]] && kill -0 "$(<"$STATE/pid")" 2>/dev/null; then return; fi
  place=$(build)
  launch "$place" "$STATE/data"
}

# A database that holds the population: loading takes minutes, copying the file a second.
fill() {
  local place=$1 people=$2 data=$3
  say "loading the population (once, some minutes)"
  launch "$place" "$data" -XX:+TieredCompilation
  .venv/bin/python -m tests.live.population load "$people" "$(base)" >&2
  down
}
fill_for_cache() { fill "$PLACE" "$PEOPLE" "$1"; }

loaded() {
  PLACE=$(build)
  PEOPLE=$(population)
  cached "$CACHE/loaded-$(printf '%s' "$PLACE" "$PEOPLE" | sha256sum | cut -c1-16)" fill_for_cache
}

fresh() {
  local place data
  place=$(build)
  data=$(loaded)
  rm -rf "$STATE/data"
  cp -R "$data" "$STATE/data"
  launch "$place" "$STATE/data"
}

stop() {
  down
  rm -rf "$STATE"
}

mkdir -p "$STATE"
case ${1-} in
  build) build ;;
  population) population ;;
  start)
    stop
    mkdir -p "$STATE"
    fresh
    base
    ;;
  url) base ;;
  down) down ;;
  up) up ;;
  blank)
    stop
    mkdir -p "$STATE"
    up
    base
    ;;
  reset)
    down
    fresh
    ;;
  stop) stop ;;
  *)
    sed -n '2,11p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
