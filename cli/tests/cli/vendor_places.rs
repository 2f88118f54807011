//! Other vendors where the configuration says they are: the program as operators run it reads them, and
//! says nothing of their secrets.

use std::fs::{self, File};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tenantry_simulator::{Cloud, Options, Scenario, Simulator, Vendor, VendorSeed};
use tenantry_support::{World, on_both_databases};

use crate::program::{MSP, Program};
use crate::serve::post;

on_both_databases!(a_server_reads_vendors_and_its_log_holds_no_secret);

const LONG: Duration = Duration::from_mins(1);
const SECRET: &str = "hunter2-of-northwind";
const CLIENT: &str = "11111111-2222-3333-4444-555555555555";

fn seed(credentials: &[(&str, &str)]) -> Vec<VendorSeed> {
    let pair = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    vec![VendorSeed {
        name: "Northwind IT".to_owned(),
        credentials: credentials.iter().map(pair).collect(),
        crowd: 3,
        ..VendorSeed::default()
    }]
}

async fn vendors() -> Simulator {
    let datto = seed(&[("api-key", SECRET), ("api-secret", SECRET)]);
    let connectwise = seed(&[
        ("company", "northwind"),
        ("client-id", CLIENT),
        ("public-key", SECRET),
        ("private-key", SECRET),
    ]);
    let scenario = Scenario {
        vendors: [
            (Vendor::DattoRmm, datto),
            (Vendor::ConnectWise, connectwise),
        ]
        .into(),
        ..Scenario::default()
    };
    let begun = Simulator::start(&scenario, Options::default()).await;
    begun.expect("simulated vendors")
}

/// The file that says where they are.
fn configure(program: &Program, there: &Simulator) {
    let roots = program.path("roots.pem");
    fs::write(&roots, there.authority()).expect("written");
    let datto = there.endpoints().of(Cloud::DattoMerlot).expect("a port");
    let file = format!(
        "extra_roots = {roots:?}\nlog = \"trace\"\n[vendors]\nextra_hosts = [\"localhost\"]\n\
         [vendors.datto_rmm]\nmerlot = \"{datto}\"\n"
    );
    fs::write(program.path("tenantry.toml"), file).expect("written");
}

fn start(program: &Program, log: &str) -> Child {
    let mut command = program.command(&["serve", "--listen", "127.0.0.1:0"]);
    let log = File::create(log).expect("a file");
    let command = command.stdout(Stdio::null()).stderr(log);
    command.spawn().expect("the program runs")
}

/// Where it listens, once it says so.
fn address(log: &str) -> String {
    let began = Instant::now();
    loop {
        let said = fs::read_to_string(log).expect("a file");
        let told = said.split("Listening on http://").nth(1);
        if let Some((address, _)) = told.and_then(|it| it.split_once(';')) {
            return address.to_owned();
        }
        assert!(began.elapsed() < LONG, "{said}");
        sleep(Duration::from_millis(50));
    }
}

fn inputs(there: &Simulator) -> [Value; 2] {
    let secret = |name: &str| json!({ "name": name, "value": SECRET });
    let setting = |name: &str, value: &str| json!({ "name": name, "value": value });
    let site = there.endpoints().of(Cloud::ConnectWiseNa);
    let port = site.and_then(url::Url::port).expect("a port");
    [
        json!({ "idempotencyKey": "a", "vendor": "datto-rmm", "name": "Datto",
            "settings": [setting("platform", "merlot")],
            "secrets": [secret("api-key"), secret("api-secret")] }),
        json!({ "idempotencyKey": "b", "vendor": "connectwise", "name": "ConnectWise",
            "settings": [setting("site", &format!("localhost:{port}")), setting("company", "northwind"),
                setting("client-id", CLIENT)],
            "secrets": [secret("public-key"), secret("private-key")] }),
    ]
}

async fn a_server_reads_vendors_and_its_log_holds_no_secret(world: World) {
    let there = vendors().await;
    let program = Program::on(&world);
    configure(&program, &there);
    let issue = [
        "access", "tokens", "issue", "a script", "--role", "admin", "--msp", MSP,
    ];
    let token = program.ok(&issue).trim().to_owned();
    let log = program.path("log");
    let mut server = start(&program, &log);
    let address = address(&log);
    let connect = "mutation($i: VendorConnectInput!) { vendorConnect(input: $i) {
        connection { test { status } } userErrors { code message } } }";
    for input in inputs(&there) {
        let asked = json!({ "query": connect, "variables": { "i": input } });
        let told = post(&address, &token, &asked);
        let connection = &told["data"]["vendorConnect"]["connection"];
        assert_eq!(connection["test"]["status"], "WORKS", "{told:#}");
    }
    let query = "{ vendorConnections { edges { node { name stale completedAt } } }
        vendorRecords { edges { node { name } } } }";
    let began = Instant::now();
    loop {
        let told = post(&address, &token, &json!({ "query": query }));
        let accounts = told["data"]["vendorConnections"]["edges"].as_array();
        let accounts = accounts.expect("a list");
        let read = |it: &&Value| it["node"]["completedAt"].is_string();
        if accounts.iter().filter(read).count() == 2 {
            let records = &told["data"]["vendorRecords"]["edges"];
            assert!(records.as_array().expect("a list").len() >= 6, "{told:#}");
            break;
        }
        assert!(began.elapsed() < LONG, "{told:#}");
        sleep(Duration::from_millis(100));
    }
    let pid = server.id().to_string();
    let told = Command::new("kill").args(["-TERM", &pid]).status();
    assert!(told.expect("kill runs").success());
    assert_eq!(server.wait().expect("it ends").code(), Some(0));
    let said = fs::read_to_string(&log).expect("a file");
    assert!(said.contains("vendor"), "{said}");
    assert!(!said.contains(SECRET));
    there.stop().await;
}

#[test]
fn the_doctor_says_where_vendors_are_and_a_slip_is_refused() {
    let program = Program::at("sqlite:unused");
    let file = program.path("tenantry.toml");
    let text = "[vendors]\npax8 = 'https://localhost:1'\nextra_hosts = ['psa.contoso.example']\n";
    fs::write(&file, text).expect("written");
    let told = program.run(&["doctor"]).out;
    assert!(
        told.contains("pax8 https://localhost:1/; credentials may also go to psa.contoso.example"),
        "{told}"
    );
    for text in [
        "[vendors]\npax9 = 'https://localhost:1'\n",
        "[vendors]\npax8 = 'http://localhost:1'\n",
        "[vendors]\nextra_hosts = ['127.0.0.1']\n",
    ] {
        fs::write(&file, text).expect("written");
        program.refused(&["doctor"], 4, "CONFIG_INVALID");
    }
}
