//! The program: started, asked, stopped.

use crate::client::Client;
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use url::Url;

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tenantry-simulator"));
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[tokio::test]
async fn it_says_where_the_clouds_are_and_ends_when_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let authority = folder.path().join("authority.pem");
    let scenario = folder.path().join("world.toml");
    let text = "[[customers]]\nname = \"Only\"\ndomains = [\"only.onmicrosoft.com\"]\n";
    std::fs::write(&scenario, text).unwrap();
    let mut command = program();
    command.arg("--json").arg("--time").arg("driven");
    command
        .arg("--authority")
        .arg(&authority)
        .arg("--scenario")
        .arg(&scenario);
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let places: Value = serde_json::from_str(&line).unwrap();
    let client = Client::new(&std::fs::read_to_string(&authority).unwrap());
    let control = Url::parse(places["control"].as_str().unwrap()).unwrap();
    let world = client
        .call("GET", &control.join("/world").unwrap(), &[], "")
        .await
        .unwrap()
        .json();
    assert_eq!(world["tenants"][0]["name"], "Only");
    Command::new("kill")
        .arg(child.id().to_string())
        .status()
        .unwrap();
    assert!(child.wait().unwrap().success(), "a clean end");
}

/// Where the clouds are, as the program says it.
fn started(command: &mut Command) -> (Child, Value) {
    let mut child = command.arg("--json").spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    (child, serde_json::from_str(&line).unwrap())
}

#[tokio::test]
async fn a_world_that_is_kept_outlives_its_process() {
    let folder = tempfile::tempdir().unwrap();
    let authority = folder.path().join("authority.pem");
    let file = folder.path().join("world.json");
    let go = || {
        let mut command = program();
        command.arg("--keep").arg(&file);
        command.arg("--authority").arg(&authority);
        command.args(["--time", "driven"]);
        started(&mut command)
    };
    let (mut child, places) = go();
    let client = Client::new(&std::fs::read_to_string(&authority).unwrap());
    let control = Url::parse(places["control"].as_str().unwrap()).unwrap();
    let (world, orders) = (
        control.join("/world").unwrap(),
        control.join("/orders").unwrap(),
    );
    let json = [("content-type", "application/json")];
    let jump = r#"{"do":"jump","seconds":86400}"#;
    let told = client.call("POST", &orders, &json, jump).await.unwrap();
    let before = told.json()["now"].clone();
    assert!(before.is_string(), "{}", told.text());
    child.kill().unwrap();
    child.wait().unwrap();

    // The certificate that was trusted before is still good, and the addresses are the same.
    let (mut child, again) = go();
    assert_eq!(places, again);
    let seen = client.call("GET", &world, &[], "").await.unwrap().json();
    assert_eq!(seen["now"], before);
    Command::new("kill")
        .arg(child.id().to_string())
        .status()
        .unwrap();
    assert!(child.wait().unwrap().success(), "a clean end");

    std::fs::write(&file, "{").unwrap();
    let refused = program().arg("--keep").arg(&file).output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("is no kept world"), "{said}");
}

#[test]
fn a_scenario_that_cannot_be_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text, words) in [
        ("a.toml", "[[customers]]\nname = 1", "invalid type"),
        ("b.toml", "moon = true", "moon"),
        ("c.json", "{\"seed\": -1}", "-1"),
        ("d.json", "not json", "cannot be read"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let ended = program().arg("--scenario").arg(&path).output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(
            !ended.status.success() && said.contains(words) && said.contains(name),
            "{name}: {said}"
        );
    }
    let ended = program()
        .arg("--scenario")
        .arg("/nowhere/world.toml")
        .output()
        .unwrap();
    assert!(!ended.status.success());
}

#[test]
fn it_tells_how_other_vendors_are_connected() {
    let mut child = program().spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut told = Vec::new();
    // The last that is told is the last secret of the last account.
    while !told
        .last()
        .is_some_and(|it: &String| it.contains("client-secret"))
    {
        told.push(lines.next().unwrap().unwrap());
    }
    child.kill().unwrap();
    child.wait().unwrap();

    let table = told.iter().position(|line| line == "[vendors]").unwrap();
    let pasted: toml::Table = toml::from_str(&told[table..].join("\n")).unwrap();
    let vendors = pasted["vendors"].as_table().unwrap();
    for (name, part) in [
        ("autotask", None),
        ("pax8", None),
        ("streamone", None),
        ("datto_rmm", Some("merlot")),
        ("it_glue", Some("eu")),
    ] {
        let place = part.map_or(&vendors[name], |part| &vendors[name][part]);
        let url = Url::parse(place.as_str().unwrap()).unwrap();
        assert_eq!((url.scheme(), url.host_str()), ("https", Some("localhost")));
    }
    assert_eq!(vendors["extra_hosts"][0].as_str(), Some("localhost"));
    for (word, name) in [
        ("autotask", "integration-code"),
        ("datto-rmm", "platform"),
        ("it-glue", "api-key"),
        ("pax8", "client-id"),
    ] {
        let head = format!("# Northwind IT at {word}");
        let from = told.iter().position(|line| *line == head).unwrap();
        let mut entered = told[from + 1..]
            .iter()
            .take_while(|it| it.starts_with("#   "));
        assert!(
            entered.any(|it| it.trim_start_matches("#   ").starts_with(name)),
            "{word}"
        );
    }
}
