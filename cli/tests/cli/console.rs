//! The console in a browser: the stories of `console/e2e`, told against the demonstration.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tenantry_support::{World, on_both_databases};
use tokio::sync::Mutex;

use crate::demo::Showing;
use crate::program::{Program, text};

on_both_databases!(people_work_with_the_console);

/// A browser, a server and its clouds want the whole machine.
static ONE: Mutex<()> = Mutex::const_new(());

fn console() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../console")
}

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
    let told = Command::new("node")
        .arg(console().join("e2e/run.mjs"))
        .env("TENANTRY_URL", url.as_str())
        .env("TENANTRY_CONTROL", control(&showing.open).to_string())
        .env("TENANTRY_PROGRAM", json!(words).to_string())
        .output();
    let told = told.expect("node runs: scripts/setup.sh node");
    let said = String::from_utf8_lossy(&told.stdout);
    let err = String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success(), "{said}{err}");
    assert_eq!(showing.stop(), Some(0));
}
