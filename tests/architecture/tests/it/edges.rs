//! Who imports whom. Cargo already refuses a circle; these rules refuse the wrong direction.

use std::fmt::Write as _;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

use crate::{contract, tree};

/// What a room may import of ours, by folder. Crates of one room do not import each other, unless
/// the room stands in its own row.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("engine", &["domain"]),
    ("adapters", &["domain", "engine", "adapters/http"]),
    ("projections", &["domain", "engine"]),
    ("api", &["domain", "engine", "projections"]),
    ("console", &[]),
    ("simulator", &[]),
    (
        "cli",
        &[
            "domain",
            "engine",
            "adapters",
            "projections",
            "api",
            "console",
            "simulator",
        ],
    ),
    ("tests", EVERYTHING),
    ("bench", EVERYTHING),
];

const EVERYTHING: &[&str] = &[
    "domain",
    "engine",
    "adapters",
    "projections",
    "api",
    "console",
    "simulator",
    "cli",
    "tests",
];

/// Outside crates that may only be used in some rooms.
const CONFINED: &[(&[&str], &[&str])] = &[
    (
        &["sqlx"],
        &["adapters/ledger", "projections", "tests", "bench"],
    ),
    (
        &["postgres-es", "sqlite-es"],
        &["adapters/ledger", "tests", "bench"],
    ),
    (&["clap"], &["cli", "simulator"]),
    (&["miette", "indicatif"], &["cli"]),
    (&["reqwest"], &["adapters/http"]),
    (
        &[
            "azure_core",
            "azure_identity",
            "azure_security_keyvault_secrets",
        ],
        &["adapters/http", "adapters/microsoft", "adapters/vault"],
    ),
    (
        &["rcgen"],
        &[
            "simulator",
            "adapters/http",
            "adapters/microsoft",
            "adapters/vault",
            "tests",
        ],
    ),
    (&["async-graphql"], &["api", "tests"]),
    (&["axum"], &["api", "bench", "simulator", "tests"]),
];

/// All that the domain may use: what it decides with is a value, so nothing here can look at a
/// clock, draw a number, open a file or wait.
const PURE: &[&str] = &[
    // Ports are traits whose functions wait; who waits is not decided here.
    "async-trait",
    "base64",
    "cqrs-es",
    "ed25519-dalek",
    // A domain's two spellings, what of it was registered, and names as everybody can type them: tables
    // that are compiled in.
    "idna",
    "jiff",
    "proptest",
    "psl",
    // How many letters two names share.
    "rapidfuzz",
    "rust_decimal",
    "schemars",
    "serde",
    "serde_json",
    "sha2",
    "thiserror",
    "unicode-normalization",
    "uuid",
    "zeroize",
];

struct Edge {
    from: String,
    room: String,
    to: String,
    /// The folder of the crate it leads to; none when that crate is not ours.
    into: Option<String>,
    kind: DependencyKind,
    /// A build may leave it out.
    optional: bool,
}

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(tree::root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo describes the workspace")
}

/// The folder of a package, relative to the root.
fn folder(package: &Package) -> String {
    let manifest = package.manifest_path.as_std_path();
    let folder = manifest.parent().expect("a manifest lies in a folder");
    let root = tree::root().canonicalize().expect("the root exists");
    let inside = folder
        .strip_prefix(&root)
        .or_else(|_| folder.strip_prefix(tree::root()));
    inside
        .expect("a member lies in the workspace")
        .to_str()
        .expect("plain names")
        .to_owned()
}

fn edges() -> Vec<Edge> {
    let metadata = metadata();
    let ours = metadata.workspace_packages();
    let mut edges: Vec<Edge> = Vec::new();
    for package in &ours {
        for dependency in &package.dependencies {
            edges.push(Edge {
                from: package.name.to_string(),
                room: folder(package),
                to: dependency.name.clone(),
                into: ours
                    .iter()
                    .find(|it| *it.name == dependency.name)
                    .map(|it| folder(it)),
                kind: dependency.kind,
                optional: dependency.optional,
            });
        }
    }
    edges.sort_by(|a, b| {
        (&a.from, a.into.is_none(), &a.to, a.kind as u8).cmp(&(
            &b.from,
            b.into.is_none(),
            &b.to,
            b.kind as u8,
        ))
    });
    edges
}

/// `adapters/ledger` lies in `adapters`, and in `adapters/ledger`.
fn lies_in(folder: &str, room: &str) -> bool {
    folder == room
        || folder
            .strip_prefix(room)
            .is_some_and(|rest| rest.starts_with('/'))
}

#[test]
fn edges_are_those_of_the_contract_file() {
    let mut text = String::from(
        "# Who uses whom, directly. Regenerate: make contracts. A new line is a decision.\n",
    );
    let mut from = String::new();
    for edge in edges() {
        if edge.from != from {
            from.clone_from(&edge.from);
            let _ = write!(text, "\n{from} ({})\n", edge.room);
        }
        let side = if edge.into.is_some() {
            "ours"
        } else {
            "outside"
        };
        let kind = match edge.kind {
            _ if edge.optional => ", may be left out",
            DependencyKind::Development => ", for tests",
            DependencyKind::Build => ", for the build",
            _ => "",
        };
        let _ = writeln!(text, "  {} ({side}{kind})", edge.to);
    }
    contract::check(&tree::root().join("tests/architecture/edges.txt"), &text);
}

#[test]
fn every_member_lives_in_a_known_room() {
    let metadata = metadata();
    let homeless = metadata.workspace_packages().into_iter().map(folder);
    let homeless = homeless.filter(|it| !ROOMS.iter().any(|(room, _)| lies_in(it, room)));
    tree::none(
        &homeless.collect::<Vec<_>>(),
        "A crate outside of every room:",
    );
}

#[test]
fn imports_flow_in_one_direction() {
    let wrong = edges().into_iter().filter_map(|edge| {
        let into = edge.into?;
        // Tests are outside of the product: what they lean on does not bind it. The domain's own
        // need nothing but the domain.
        if edge.kind == DependencyKind::Development && !lies_in(&edge.room, "domain") {
            return None;
        }
        let (_, allowed) = ROOMS.iter().find(|(room, _)| lies_in(&edge.room, room))?;
        let fine = allowed.iter().any(|room| lies_in(&into, room));
        (!fine).then(|| format!("{} ({}) imports {} ({into})", edge.from, edge.room, edge.to))
    });
    tree::none(
        &wrong.collect::<Vec<_>>(),
        "A room imports what it must not know:",
    );
}

#[test]
fn the_program_shows_the_simulator_and_needs_it_for_nothing_else() {
    let needed = edges().into_iter().any(|edge| {
        let shown = edge.optional || edge.kind == DependencyKind::Development;
        edge.room == "cli" && edge.to == "tenantry-simulator" && !shown
    });
    assert!(!needed, "a production build leaves the simulator out");
    let shows = |path: &str| path.starts_with("cli/src/demo/") || path.ends_with("/tests.rs");
    let astray: Vec<String> = tree::files()
        .iter()
        .filter(|file| file.path.starts_with("cli/src/") && !shows(&file.path))
        .filter(|file| {
            let text = file.text();
            text.is_some_and(|it| it.contains("tenantry_simulator"))
        })
        .map(|file| file.path.clone())
        .collect();
    tree::none(&astray, "Simulated clouds outside of the demonstration:");
}

#[test]
fn outside_crates_stay_in_their_rooms() {
    let wrong = edges()
        .into_iter()
        .filter(|edge| edge.into.is_none())
        .filter(|edge| {
            let (to, room) = (edge.to.as_str(), edge.room.as_str());
            let confined = CONFINED.iter().find(|(crates, _)| crates.contains(&to));
            let astray =
                confined.is_some_and(|(_, rooms)| !rooms.iter().any(|it| lies_in(room, it)));
            astray || (lies_in(room, "domain") && !PURE.contains(&to))
        });
    let wrong: Vec<String> = wrong
        .map(|it| format!("{} uses {}", it.room, it.to))
        .collect();
    tree::none(&wrong, "An outside crate where it does not belong:");
}

#[test]
fn every_version_is_said_once_in_the_workspace() {
    let mut own = Vec::new();
    for file in tree::files() {
        if file.name() != "Cargo.toml" || file.path == "Cargo.toml" {
            continue;
        }
        let mut in_dependencies = false;
        for line in file.text().unwrap_or_default().lines().map(str::trim) {
            if let Some(section) = line.strip_prefix('[') {
                in_dependencies = section.trim_end_matches(']').ends_with("dependencies");
                if section.contains("dependencies.") {
                    own.push(format!(
                        "{}: {line} (one line per dependency, please)",
                        file.path
                    ));
                }
            } else if in_dependencies
                && !line.is_empty()
                && !line.starts_with('#')
                && !line.contains("workspace = true")
            {
                own.push(format!("{}: {line}", file.path));
            }
        }
    }
    tree::none(
        &own,
        "A dependency that does not come through `workspace = true`:",
    );
}

#[test]
fn every_crate_obeys_the_lints_of_the_workspace() {
    let mut wrong = Vec::new();
    for package in metadata().workspace_packages() {
        let manifest = std::fs::read_to_string(&package.manifest_path).expect("a manifest");
        if !manifest.contains("[lints]\nworkspace = true\n") {
            wrong.push(format!(
                "{}: [lints] workspace = true is missing",
                package.name
            ));
        }
        for target in &package.targets {
            let is_root = target.is_lib() || target.is_bin() || target.is_proc_macro();
            let source = std::fs::read_to_string(&target.src_path).expect("a crate root");
            if is_root && !source.contains("#![forbid(unsafe_code)]\n") {
                wrong.push(format!(
                    "{}: #![forbid(unsafe_code)] is missing",
                    target.src_path
                ));
            }
        }
    }
    tree::none(&wrong, "A crate that could do what the workspace forbids:");
}
