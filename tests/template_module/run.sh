#!/usr/bin/env bash
# Adding a domain touches nothing else: in a copy of the work tree, a new module is made from the template, built,
# a record of its type is created, its figures are read, and git sees only the new folder.
#
# Where a mount of one's own is allowed, the copy stands in the place of the work tree while it is built, with a copy of what was
# built there: only what the new module changes is compiled. Elsewhere everything is, in a folder that stays for the next run.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "$0")/../.."
source_tree=$PWD
copy=$PWD/build/template_module/tree
data=$PWD/build/template_module/data
passed=0 failed=0

main() {
    copy_work_tree
    cd "$copy"
    holds "./dev new-module makes the folder" ./dev new-module trial
    holds "it builds" build_program
    rm -rf "$data"
    holds "a store is made with it" shanhai init
    holds "a record of the new type is created" \
        shanhai record create trial date=2024-03-01 title=试 quantity=12.50 --format json
    holds "a second one" shanhai record create trial date=2024-05-01 title=二 kind=urgent quantity=7.50 --format json
    holds "a record against the schema is refused" refused record create trial date=2024-03-01 title=三 quantity=-1
    holds "its count is a figure" figure_is trial.recorded 2
    holds "its mean is a figure" figure_is trial.mean_quantity 10.00
    holds "everything verifies" shanhai verify
    holds "git sees the new folder and nothing else" only_the_new_folder
    printf '%s passed, %s failed\n' "$passed" "$failed"
    ((failed == 0))
}

holds() { # sentence, command…
    local sentence=$1
    shift
    if "$@" >"$copy/../output.txt" 2>&1; then
        passed=$((passed + 1))
        printf 'ok   %s\n' "$sentence"
    else
        failed=$((failed + 1))
        printf 'FAIL %s: %s\n' "$sentence" "$*"
        tail -n 40 "$copy/../output.txt" | sed 's/^/     /'
    fi
}

# Copies what git knows or would add; a file whose copy is as new is left alone, so that it is not compiled again.
copy_work_tree() {
    mkdir -p "$copy"
    git ls-files -z -co --exclude-standard | while IFS= read -r -d '' file; do
        if [[ -f $file && $file != modules/trial/* ]]; then printf '%s\0' "$file"; fi
    done >"$copy/../files"
    (cd "$copy" && find . -path ./build -prune -o -path ./.git -prune -o -type f -printf '%P\0') |
        sort -z >"$copy/../copied"
    sort -z "$copy/../files" | comm -z -13 - "$copy/../copied" | (cd "$copy" && xargs -0 -r rm -f)
    xargs -0 cp --parents --preserve=timestamps,mode --update -t "$copy" <"$copy/../files"
    rm -rf "$copy/modules/trial"
    find "$copy" -type d -empty -not -path "$copy/build/*" -not -path "$copy/.git/*" -delete

    cd "$copy"
    rm -rf .git
    git init -q
    git add -A
    git -c user.name=Test -c user.email=test@shanhai.example commit -qm "The tree as it was"
    cd "$source_tree"
}

build_program() {
    local jobs=${SHANHAI_JOBS:-$(nproc)}
    if can_stand_in; then
        rm -rf "$copy/build"
        mkdir "$copy/build"
        find "$source_tree/build" -mindepth 1 -maxdepth 1 -not -name template_module -not -name test -not -name 'bench*' -print0 |
            xargs -0 cp -a -t "$copy/build"
        standing_in cmake --build build -j "$jobs" --target shanhai
    else
        cmake --preset release -DSHANHAI_WEB=OFF -DSHANHAI_TESTS=OFF -DSHANHAI_BENCH=OFF
        cmake --build build -j "$jobs" --target shanhai
    fi
}

# The command sees the copy where the work tree is; nobody else does.
standing_in() {
    unshare --mount --map-root-user bash -c 'mount --bind "$1" "$2" && cd "$2" && shift 2 && exec "$@"' - "$copy" "$source_tree" "$@"
}

can_stand_in() { [[ -f $source_tree/build/build.ninja ]] && standing_in true 2>/dev/null; }

shanhai() { "$copy/build/shanhai" --data "$data" "$@"; }

# Exit status 1 is a refusal; 2 would be misuse and more a crash.
refused() {
    local status=0
    shanhai "$@" || status=$?
    ((status == 1))
}

figure_is() { # name, value
    local printed
    printed=$(shanhai figures "$1" --format json)
    printf '%s\n' "$printed"
    python3 -c '
import json, sys
printed = json.loads(sys.argv[1])
rows = printed["rows"] if isinstance(printed, dict) else printed
values = [row["value"] for row in rows if row["figure"] == sys.argv[2]]
sys.exit(values != [sys.argv[3]])' "$printed" "$1" "$2"
}

only_the_new_folder() {
    local seen
    seen=$(git -C "$copy" status --porcelain)
    printf '%s\n' "$seen"
    [[ $seen == "?? modules/trial/" ]]
}

main
