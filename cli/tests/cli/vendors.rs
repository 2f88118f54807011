//! Accounts at vendors: connected, tried, given other secrets, and let go. No secret is ever an argument,
//! and none is ever told.

use std::fs;

use serde_json::Value;
use tenantry_simulator::VendorChange;
use tenantry_support::{World, on_both_databases};

use crate::gate::granted;
use crate::program::{MSP, OTHER_MSP, Program, text};
use crate::vendor_stage::{KEY, PIPED, SECRET, Stage, connect, of_vendors};

on_both_databases!(
    accounts_are_connected_listed_and_shown,
    secrets_come_from_files_the_environment_or_a_pipe,
    no_secret_is_an_argument_and_none_is_told,
    what_is_wrong_is_told_apart,
    an_account_that_does_not_work_is_kept_only_where_wanted,
    the_same_key_connects_once,
    other_secrets_and_settings_are_tried,
    an_account_is_paused_resumed_and_disconnected,
    another_msps_account_is_none,
    what_is_malformed_is_refused
);

#[test]
fn the_vendors_say_what_they_are_opened_with() {
    let program = Program::at("sqlite:unused");
    let all = program.json(&["vendors", "kinds"]);
    assert_eq!(all.len(), 8);
    let datto = all.iter().find(|it| it["word"] == "datto-rmm");
    let datto = datto.expect("a vendor");
    assert_eq!(datto["system"], "rmm");
    assert_eq!(datto["allows_several"], true);
    assert_eq!(datto["inputs"][0]["name"], "platform");
    assert_eq!(datto["inputs"][0]["kind"], "setting");
    let platforms = datto["inputs"][0]["values"].as_array().expect("a list");
    assert!(platforms.contains(&"merlot".into()), "{platforms:?}");
    assert_eq!(datto["inputs"][1]["kind"], "secret");
    assert_eq!(datto["kinds"][0], "account");
    let plain = program.ok(&["vendors", "kinds", "it-glue"]);
    for part in [
        "IT Glue",
        "optional setting",
        "au, eu, us",
        "reads",
        "document",
    ] {
        assert!(plain.contains(part), "{part} in {plain}");
    }
    assert!(!plain.contains("Datto"), "{plain}");
    program.refused(&["vendors", "kinds", "datto"], 3, "VENDOR_UNKNOWN");
}

async fn accounts_are_connected_listed_and_shown(world: World) {
    let stage = Stage::open(&world).await;
    let args = [&connect("Datto")[..], &["--reason", "signed", "--json"]].concat();
    let done = stage.piped(&args, PIPED);
    assert_eq!(done.exit, 0, "{done:?}");
    assert!(
        done.err.contains("next: tenantry vendors discover"),
        "{done:?}"
    );
    let told = &done.documents()[0];
    let id = text(&told["id"]);
    assert_eq!(told["stream"], format!("vendor_connection/{id}"));
    assert_eq!(
        (&told["outcome"], &told["position"]),
        (&"recorded".into(), &1.into())
    );
    assert_eq!(told["test"]["status"], "works");
    assert_eq!(told["test"]["zone"], "merlot");
    assert_eq!(stage.events(id), ["VendorConnected", "VendorTested"]);

    let shown = stage.shown(id);
    assert_eq!(shown["settings"]["platform"], "merlot");
    assert_eq!(shown["test"], "works");
    assert_eq!(shown["kinds"].as_array().map(Vec::len), Some(3));
    let plain = stage.vendors(&["show", id]).out;
    for part in [
        "Datto",
        "connected",
        "platform=merlot",
        "works",
        "never read",
    ] {
        assert!(plain.contains(part), "{part} in {plain}");
    }
    let pax8 = of_vendors(&["connect", "pax8", "A Pax8", "--set", "client-id=northwind"]);
    assert_eq!(stage.piped(&pax8, SECRET).exit, 0);
    stage
        .program
        .ok(&["projections", "run", "--until-caught-up"]);
    let list = |more: &[&str]| {
        let args = of_vendors(&[&["list"], more].concat());
        let all = stage.program.json(&args);
        let names = all.iter().map(|it| text(&it["name"]).to_owned());
        names.collect::<Vec<String>>()
    };
    assert_eq!(list(&[]), ["A Pax8", "Datto"]);
    assert_eq!(list(&["--vendor", "pax8"]), ["A Pax8"]);
    assert_eq!(list(&["--prefix", "dat"]), ["Datto"]);
    assert!(list(&["--stale"]).is_empty() && list(&["--phase", "paused"]).is_empty());
    let page = stage.vendors(&["list", "--first", "1"]);
    assert!(
        page.out.contains("A Pax8") && !page.out.contains("Datto"),
        "{page:?}"
    );
    let next = page.err.split("--after '").nth(1).expect("a next page");
    let next = next.split('\'').next().unwrap_or_default();
    assert_eq!(list(&["--after", next]), ["Datto"]);
    stage.there.stop().await;
}

async fn secrets_come_from_files_the_environment_or_a_pipe(world: World) {
    let stage = Stage::open(&world).await;
    let file = stage.program.path("api-key.txt");
    fs::write(&file, format!("{KEY}\n")).expect("written");
    let from_file = format!("api-key={file}");
    let args = [
        &connect("Datto")[..],
        &[
            "--secret-file",
            &from_file,
            "--secret-env",
            "api-secret=DATTO_SECRET",
        ],
    ];
    let child = stage.begin(&args.concat(), "", &[("DATTO_SECRET", SECRET)]);
    let done = child.wait_with_output().expect("it ends");
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    // One that is left is what is piped.
    let one_left = [&connect("Another")[..], &["--secret-file", &from_file]].concat();
    for input in [format!("{SECRET}\n"), format!("api-secret={SECRET}")] {
        assert_eq!(stage.piped(&one_left, &input).exit, 0, "{input}");
    }
    for (args, input, exit, code) in [
        (connect("None"), "", 3, "VENDOR_SECRET_MISSING"),
        (connect("One"), "api-key=x\n", 3, "VENDOR_SECRET_MISSING"),
        (connect("Astray"), "hunter2", 2, "USAGE_INVALID"),
        (connect("Astray"), "hunter2=\n", 2, "USAGE_INVALID"),
        (
            connect("Empty"),
            "api-key=\napi-secret=x",
            3,
            "VAULT_SECRET_EMPTY",
        ),
        (
            connect("Twice"),
            "api-key=x\napi-key=y\n",
            2,
            "USAGE_INVALID",
        ),
    ] {
        let refused = stage.piped(&args, input);
        let said = format!("error[{code}]: ");
        assert_eq!(refused.exit, exit, "{refused:?}");
        assert!(refused.err.starts_with(&said), "{refused:?}");
        assert!(!refused.err.contains("hunter2"), "{refused:?}");
    }
    let pin = format!("pin={file}");
    let strange = [&one_left[..], &["--secret-file", &pin]].concat();
    let refused = stage.piped(&strange, SECRET);
    assert!(refused.err.contains("VENDOR_SECRET_UNKNOWN"), "{refused:?}");
    stage.there.stop().await;
}

async fn no_secret_is_an_argument_and_none_is_told(world: World) {
    let stage = Stage::open(&world).await;
    let of_key = format!("api-key={SECRET}");
    for (more, exit) in [
        (["--set", &of_key], 3),
        (["--set", SECRET], 2),
        (["--secret-file", SECRET], 2),
        (["--secret-file", &of_key], 4),
        (["--secret-env", SECRET], 2),
        (["--secret-env", &of_key], 4),
        (["--secret", "x"], 2),
        (["--api-key", "x"], 2),
    ] {
        let refused = stage.piped(&[&connect("Datto")[..], &more].concat(), PIPED);
        assert_eq!(refused.exit, exit, "{refused:?}");
        let told = format!("{}{}", refused.out, refused.err);
        assert!(!told.contains(SECRET), "{told}");
    }
    assert!(stage.program.ledger().is_empty());

    let trace = [("TENANTRY_LOG", "trace")];
    let begun = stage.begin(
        &[&connect("Datto")[..], &["--json"]].concat(),
        PIPED,
        &trace,
    );
    let done = begun.wait_with_output().expect("it ends");
    let mut told = format!("{done:?}");
    let answer: Value = serde_json::from_slice(&done.stdout).expect("a document");
    let id = text(&answer["id"]);
    let rotate = of_vendors(&["rotate", id]);
    let shown = of_vendors(&["show", id, "--json"]);
    let discover = of_vendors(&["discover", id]);
    for args in [rotate, shown, of_vendors(&["test", id]), discover] {
        let done = stage.begin(&args, PIPED, &trace).wait_with_output();
        told.push_str(&String::from_utf8_lossy(
            &done.as_ref().expect("it ends").stderr,
        ));
        told.push_str(&String::from_utf8_lossy(&done.expect("it ends").stdout));
    }
    assert!(told.contains("VENDOR") || told.contains("vendor"), "{told}");
    let stream = format!("vendor_connection/{id}");
    told.push_str(&stage.program.ok(&["ledger", "show", &stream, "--json"]));
    for secret in [KEY, SECRET] {
        assert!(!told.contains(secret), "{told}");
    }
    stage.there.stop().await;
}

async fn what_is_wrong_is_told_apart(world: World) {
    let stage = Stage::open(&world).await;
    let wrong = "api-key=guessed\napi-secret=guessed\n";
    let elsewhere = of_vendors(&["connect", "datto-rmm", "Datto", "--set", "platform=concord"]);
    let nowhere = of_vendors(&["connect", "datto-rmm", "Datto", "--set", "platform=rose"]);
    let told = |args: &[&str], input: &str, code: &str, exit: i32| {
        let only = stage.piped(&[args, &["--only-if-works"]].concat(), input);
        assert_eq!(only.exit, exit, "{only:?}");
        assert!(
            only.err.starts_with(&format!("error[{code}]: ")),
            "{only:?}"
        );
        let kept = stage.piped(&[args, &["--json"]].concat(), input);
        assert_eq!(kept.exit, 1, "{kept:?}");
        let test = kept.documents()[0]["test"].clone();
        assert_eq!(test["status"], "fails");
        assert_eq!(test["problem"]["code"], code);
        assert!(text(&test["problem"]["help"]).len() > 10, "{test}");
        let plain = stage.piped(args, input);
        assert!(plain.out.contains(code), "{plain:?}");
        assert!(!plain.out.contains("guessed"), "{plain:?}");
    };
    told(&connect("Datto"), wrong, "VENDOR_KEY_WRONG", 3);
    told(&elsewhere, PIPED, "VENDOR_ZONE_WRONG", 3);
    told(&nowhere, PIPED, "VENDOR_ADDRESS_REFUSED", 3);

    stage.refuse("devices");
    let doubts = stage.piped(&[&connect("Datto")[..], &["--json"]].concat(), PIPED);
    assert_eq!(doubts.exit, 1, "{doubts:?}");
    let test = doubts.documents()[0]["test"].clone();
    assert_eq!(test["status"], "doubts");
    assert_eq!(test["doubts"][0]["kind"], "device");
    assert_eq!(
        test["doubts"][0]["problem"]["code"],
        "CLOUD_PERMISSION_MISSING"
    );
    let plain = stage.piped(&connect("Datto"), PIPED).out;
    assert!(
        plain.contains("device          CLOUD_PERMISSION_MISSING"),
        "{plain}"
    );

    let Stage { there, program } = stage;
    there.stop().await;
    let id = text(&doubts.documents()[0]["id"]).to_owned();
    let away = program.run(&of_vendors(&["test", &id, "--json"]));
    assert_eq!(away.exit, 1, "{away:?}");
    assert_eq!(
        away.documents()[0]["test"]["problem"]["code"],
        "CLOUD_UNREACHABLE"
    );
}

async fn an_account_that_does_not_work_is_kept_only_where_wanted(world: World) {
    let stage = Stage::open(&world).await;
    let only = [&connect("Datto")[..], &["--only-if-works"]].concat();
    let wrong = "api-key=guessed\napi-secret=guessed\n";
    assert_eq!(stage.piped(&only, wrong).exit, 3);
    let list = ["vault", "list", "--msp", MSP];
    assert!(stage.program.ledger().is_empty());
    assert_eq!(stage.program.ok(&list), "");
    assert_eq!(stage.piped(&connect("Datto"), wrong).exit, 1);
    assert!(stage.program.ok(&list).contains("vendor-credentials"));
    let Stage { there, program } = stage;
    let ledger = program.ledger();
    there.stop().await;
    let file = program.path("secrets.txt");
    fs::write(&file, "x").expect("written");
    let (key, secret) = (format!("api-key={file}"), format!("api-secret={file}"));
    let args = [
        &only[..],
        &["--secret-file", &key, "--secret-file", &secret],
    ]
    .concat();
    program.refused(&args, 4, "CLOUD_UNREACHABLE");
    assert_eq!(program.ledger(), ledger);
}

async fn the_same_key_connects_once(world: World) {
    let stage = Stage::open(&world).await;
    let keyed = |name| [&connect(name)[..], &["--key", "once", "--json"]].concat();
    let first = stage.piped(&keyed("Datto"), PIPED).documents().remove(0);
    // Not even its secrets are looked at.
    let again = stage.piped(&keyed("Datto"), "api-key=x\napi-secret=y\n");
    assert_eq!(again.exit, 0, "{again:?}");
    let again = again.documents().remove(0);
    assert_eq!(again["outcome"], "replayed");
    assert_eq!(
        (&again["id"], &again["position"]),
        (&first["id"], &first["position"])
    );
    assert_eq!(again["test"]["status"], "works");
    let other = stage.piped(&keyed("Another"), PIPED);
    assert_eq!(other.exit, 3, "{other:?}");
    assert!(other.err.contains("IDEMPOTENCY_KEY_REUSED"), "{other:?}");
    let tested = stage.vendors(&["test", text(&first["id"])]);
    assert_eq!(tested.exit, 0, "{tested:?}");
    let id = text(&first["id"]);
    let over = [&connect("Another")[..], &["--id", id]].concat();
    let over = stage.piped(&over, PIPED);
    assert!(over.err.contains("VENDOR_CONNECTED_ALREADY"), "{over:?}");
    stage.there.stop().await;
}

async fn other_secrets_and_settings_are_tried(world: World) {
    let stage = Stage::open(&world).await;
    let id = stage.connected();
    let rotate = of_vendors(&["rotate", &id]);
    let wrong = "api-key=guessed\napi-secret=guessed\n";
    let refused = stage.piped(&rotate, wrong);
    assert_eq!(refused.exit, 3, "{refused:?}");
    assert!(refused.err.contains("VENDOR_KEY_WRONG"), "{refused:?}");
    assert_eq!(
        stage.vendors(&["test", &id]).exit,
        0,
        "the old ones are there"
    );

    stage.at_datto(VendorChange::SetCredential {
        name: "api-secret".to_owned(),
        text: "hunter3".to_owned(),
    });
    let tested = stage.vendors(&["test", &id]);
    assert_eq!(tested.exit, 1, "{tested:?}");
    assert!(tested.out.contains("VENDOR_KEY_WRONG"), "{tested:?}");
    let better = format!("api-key={KEY}\napi-secret=hunter3\n");
    let rotated = stage.piped(&[&rotate[..], &["--json"]].concat(), &better);
    assert_eq!(rotated.exit, 0, "{rotated:?}");
    assert_eq!(rotated.documents()[0]["test"]["status"], "works");
    let forced = stage.piped(&[&rotate[..], &["--even-if-failing"]].concat(), wrong);
    assert_eq!(forced.exit, 1, "{forced:?}");
    assert_eq!(stage.piped(&rotate, &better).exit, 0);

    let change = |platform: &str| {
        let setting = format!("platform={platform}");
        stage.vendors(&["settings", &id, "--set", &setting])
    };
    let changed = change("concord");
    assert_eq!(changed.exit, 1, "{changed:?}");
    assert!(changed.out.contains("VENDOR_ZONE_WRONG"), "{changed:?}");
    assert_eq!(change("merlot").exit, 0);
    stage.refused(&["settings", &id], 3, "VENDOR_SETTING_MISSING");
    let both = [
        "settings",
        &id,
        "--set",
        "platform=merlot",
        "--set",
        "zone=1",
    ];
    stage.refused(&both, 3, "VENDOR_SETTING_UNKNOWN");
    stage.there.stop().await;
}

async fn an_account_is_paused_resumed_and_disconnected(world: World) {
    let stage = Stage::open(&world).await;
    let id = stage.connected();
    stage.refused(&["pause", &id], 3, "INVALID_TEXT");
    stage.refused(&["disconnect", &id], 3, "INVALID_TEXT");
    let paused = stage.vendors(&["pause", &id, "--reason", "a move", "--json"]);
    assert_eq!(paused.documents()[0]["outcome"], "recorded");
    assert_eq!(stage.shown(&id)["phase"], "paused");
    assert_eq!(stage.shown(&id)["reason"], "a move");
    stage.refused(&["discover", &id], 3, "VENDOR_PAUSED");
    assert_eq!(stage.vendors(&["resume", &id]).exit, 0);
    assert_eq!(stage.shown(&id)["phase"], "connected");
    let asked = stage.vendors(&["disconnect", &id, "--reason", "sold", "--json"]);
    assert_eq!(asked.exit, 0, "{asked:?}");
    assert_eq!(stage.shown(&id)["phase"], "connected");
    granted(&world, &stage.program, &asked.documents()[0]).await;
    assert_eq!(stage.program.ok(&["vault", "list", "--msp", MSP]), "");
    assert_eq!(stage.shown(&id)["phase"], "disconnected");
    for verb in ["test", "resume", "discover"] {
        stage.refused(&[verb, &id], 3, "VENDOR_DISCONNECTED");
    }
    stage.there.stop().await;
}

async fn another_msps_account_is_none(world: World) {
    let stage = Stage::open(&world).await;
    let id = stage.connected();
    stage
        .program
        .ok(&["projections", "run", "--until-caught-up"]);
    let ledger = stage.program.ledger();
    let never = "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a77";
    for verb in [
        &["show"][..],
        &["test"],
        &["rotate"],
        &["settings", "--set", "platform=merlot"],
        &["pause", "--reason", "x"],
        &["resume"],
        &["disconnect", "--reason", "x"],
        &["discover"],
    ] {
        let told = |id: &str| {
            let args = [&["vendors"], verb, &[id, "--msp", OTHER_MSP]].concat();
            stage.program.refused(&args, 3, "VENDOR_NOT_CONNECTED");
            stage.program.run(&args).err
        };
        assert_eq!(told(&id), told(never), "{verb:?}");
    }
    let list = ["vendors", "list", "--msp", OTHER_MSP];
    assert!(stage.program.json(&list).is_empty());
    // Of all of it, asking for an end is a wish about an approval: three times for each id.
    let codes = ["VENDOR_NOT_CONNECTED"; 6];
    stage.program.only_refused(&ledger, OTHER_MSP, &codes);
    stage.there.stop().await;
}

async fn what_is_malformed_is_refused(world: World) {
    let stage = Stage::open(&world).await;
    for verb in ["show", "test", "rotate", "settings", "resume", "discover"] {
        stage.refused(&[verb, "northwind"], 3, "MALFORMED_ID");
    }
    let long = "n".repeat(81);
    stage.refused(&["connect", "datto", "D"], 3, "VENDOR_UNKNOWN");
    stage.refused(&["connect", "datto-rmm", ""], 3, "INVALID_TEXT");
    stage.refused(&["connect", "datto-rmm", &long], 3, "INVALID_TEXT");
    stage.refused(&["connect", "datto-rmm", "D"], 3, "VENDOR_SETTING_MISSING");
    stage.refused(
        &["connect", "datto-rmm", "D", "--id", "7"],
        3,
        "MALFORMED_ID",
    );
    stage.refused(&["list", "--vendor", "datto"], 3, "VENDOR_UNKNOWN");
    stage.refused(&["list", "--after", "nowhere"], 3, "MALFORMED_CURSOR");
    let twice = ["--set", "platform=merlot", "--set", "platform=concord"];
    let twice = [&["connect", "datto-rmm", "D"][..], &twice].concat();
    stage.refused(&twice, 2, "USAGE_INVALID");
    let keyed = [
        "connect",
        "datto-rmm",
        "D",
        "--set",
        "platform=merlot",
        "--key",
        "",
    ];
    let keyed = stage.piped(&of_vendors(&keyed), PIPED);
    assert!(keyed.err.contains("IDEMPOTENCY_KEY_MALFORMED"), "{keyed:?}");
    assert!(stage.program.ledger().is_empty());
    assert_eq!(stage.program.ok(&["vault", "list", "--msp", MSP]), "");
    stage.there.stop().await;
}
