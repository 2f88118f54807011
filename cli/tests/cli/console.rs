//! The console in a browser: the stories of `console/e2e`, told against the demonstration.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tenantry_support::{World, discovered, on_both_databases};
use tokio::sync::Mutex;

use crate::demo::Showing;
use crate::program::{Program, text};

on_both_databases!(people_work_with_the_console);

/// A browser, a server and its clouds want the whole machine.
static ONE: Mutex<()> = Mutex::const_new(());

fn console() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../console")
}

/// Tenants, for lists that are longer than anybody looks through.
const MANY: usize = 10_000;

/// Who signs in, by role, and who approves for the customers that are left for visitors.
fn control(open: &Value) -> Value {
    let rows = |name: &str| open[name].as_array().expect("a list").clone();
    let people = rows("people");
    let people = people.iter().map(|it| (text(&it["role"]), &it["name"]));
    let admins = rows("guests").into_iter().map(|it| {
        let customer = text(&it[0]).to_owned();
        (customer, it[1].clone())
    });
    json!({
        "people": people.collect::<BTreeMap<_, _>>(),
        "password": open["password"],
        "admins": admins.collect::<BTreeMap<_, _>>(),
        "portal": open["admin_center"],
        "clouds": open["clouds"],
        "guest": open["console"],
    })
}

async fn people_work_with_the_console(world: World) {
    let built = console().join("dist/index.html");
    assert!(built.exists(), "it is not built yet: make console");
    let _alone = ONE.lock().await;
    let program = Program::at(world.url_text());
    let dir = program.path("demo");
    let database = ["--database-url", world.url_text()];
    let showing = Showing::begin(&program, &dir, &database);
    let url = showing.address("graphql").join("/").expect("an address");
    let words = [env!("CARGO_BIN_EXE_tenantry"), "--data-dir", &dir];
    let tell = || {
        let mut node = Command::new("node");
        node.arg(console().join("e2e/run.mjs"))
            .env("TENANTRY_URL", url.as_str())
            .env("TENANTRY_CONTROL", control(&showing.open).to_string())
            .env("TENANTRY_PROGRAM", json!(words).to_string());
        node
    };
    came_true(&mut tell());
    let msp = text(&showing.open["msp"]).parse().expect("an id");
    discovered::record(&world.ledger().await, &[msp], MANY).await;
    came_true(tell().env("TENANTRY_MANY", MANY.to_string()));
    assert_eq!(showing.stop(), Some(0));
}

#[track_caller]
fn came_true(node: &mut Command) {
    let told = node.output().expect("node runs: scripts/setup.sh node");
    let said = String::from_utf8_lossy(&told.stdout);
    let err = String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success(), "{said}{err}");
}
