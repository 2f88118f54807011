//! The server as operators run it: from the first request to the signal that ends it, and an
//! onboarding whose approval it is told of.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tenantry_support::{World, on_both_databases, port};

use crate::partner::Stand;
use crate::program::{MSP, Program, text};
use crate::work::{begin, ok, onboarding, ready, relationship};

on_both_databases!(
    a_server_answers_until_it_is_stopped,
    only_known_documents_are_answered,
    a_server_that_cannot_be_is_refused,
    an_approval_is_heard_and_carried_on,
);

const PATIENCE: Duration = Duration::from_mins(5);

/// A server that runs until it is stopped.
pub(crate) struct Server {
    child: Child,
    said: BufReader<ChildStderr>,
    pub(crate) address: String,
}

impl Server {
    /// Waits until it listens.
    #[track_caller]
    pub(crate) fn listening(mut child: Child) -> Self {
        let mut said = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut line = String::new();
        said.read_line(&mut line).expect("text");
        let address = line.split("//").nth(1).and_then(|it| it.split(';').next());
        let address = address.unwrap_or_else(|| panic!("it does not listen: {line}"));
        Self {
            address: address.to_owned(),
            child,
            said,
        }
    }

    fn post(&self, token: &str, query: &str) -> Value {
        post(&self.address, token, &json!({ "query": query }))
    }

    /// Its exit code, and whatever else it said.
    pub(crate) fn stop(mut self) -> (Option<i32>, String) {
        let pid = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(told.expect("kill runs").success());
        let ended = self.child.wait().expect("it ends").code();
        let mut rest = String::new();
        self.said.read_to_string(&mut rest).expect("text");
        (ended, rest)
    }
}

/// Asks a server by GraphQL.
pub(crate) fn post(address: &str, token: &str, asked: &Value) -> Value {
    let body = asked.to_string();
    let mut stream = TcpStream::connect(address).expect("it listens");
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
    serde_json::from_str(body).expect("JSON")
}

fn start(program: &Program, args: &[&str]) -> Child {
    start_at(program, "127.0.0.1:0", args)
}

pub(crate) fn start_at(program: &Program, listen: &str, args: &[&str]) -> Child {
    let mut command = program.command(&[&["serve", "--listen", listen], args].concat());
    let command = command.stdout(Stdio::null()).stderr(Stdio::piped());
    command.spawn().expect("the program runs")
}

async fn a_server_answers_until_it_is_stopped(world: World) {
    let program = Program::on(&world);
    let issue = [
        "access", "tokens", "issue", "a script", "--role", "tech", "--msp", MSP,
    ];
    let token = program.ok(&issue);
    for args in [&[][..], &["--api-only"]] {
        let server = Server::listening(start(&program, args));
        let register =
            "mutation { customerRegister(input: { idempotencyKey: \"one\", name: \"Contoso\" }) {
            receipt { outcome } userErrors { code } } }";
        let told = server.post(token.trim(), register);
        let outcome = text(&told["data"]["customerRegister"]["receipt"]["outcome"]);
        assert_eq!(
            outcome,
            if args.is_empty() {
                "RECORDED"
            } else {
                "REPLAYED"
            },
            "{told}"
        );
        let stranger = server.post("tenantry_x", register);
        assert_eq!(stranger["errors"][0]["extensions"]["code"], "NOT_SIGNED_IN");
        let (ended, said) = server.stop();
        assert_eq!(ended, Some(0), "{said}");
    }
    let listed = program.json(&["customers", "list", "--msp", MSP]);
    assert_eq!(listed[0]["name"], "Contoso");
}

async fn only_known_documents_are_answered(world: World) {
    let program = Program::on(&world);
    let issue = [
        "access", "tokens", "issue", "a script", "--role", "viewer", "--msp", MSP,
    ];
    let token = program.ok(&issue);
    let known = "{ viewer { role } }";
    fs::create_dir_all(program.path("documents")).expect("a folder");
    fs::write(program.path("documents/viewer.graphql"), known).expect("written");
    let file = format!(
        "[server]\ndocuments = {:?}\ndocuments_only = \"all\"",
        program.path("documents")
    );
    fs::write(program.path("tenantry.toml"), file).expect("written");
    let server = Server::listening(start(&program, &["--api-only"]));
    let told = server.post(token.trim(), known);
    assert_eq!(told["data"]["viewer"]["role"], "VIEWER", "{told}");
    let other = server.post(token.trim(), "{ viewer { name } }");
    assert_eq!(
        other["errors"][0]["extensions"]["code"], "DOCUMENT_NOT_TRUSTED",
        "{other}"
    );
    for text in consoles_own() {
        let told = server.post(token.trim(), &text);
        let code = &told["errors"][0]["extensions"]["code"];
        assert_ne!(code, "DOCUMENT_NOT_TRUSTED", "{text}");
    }
    assert_eq!(server.stop().0, Some(0));
    // A console alone needs no folder.
    let file = "[server]\ndocuments_only = \"sessions\"";
    fs::write(program.path("tenantry.toml"), file).expect("written");
    let server = Server::listening(start(&program, &["--api-only"]));
    assert_eq!(server.stop().0, Some(0));
    let file = format!("{file}\nconsole = false");
    fs::write(program.path("tenantry.toml"), file).expect("written");
    program.refused(&["serve", "--api-only"], 4, "CONFIG_INVALID");
}

/// As the build of the console lists them; some of each kind.
fn consoles_own() -> Vec<String> {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("../console/dist/documents.json");
    let text = fs::read_to_string(list).expect("it is built: make console");
    let all: Vec<String> = serde_json::from_str(&text).expect("a list");
    assert!(all.len() > 50, "{}", all.len());
    all.into_iter().step_by(9).collect()
}

async fn a_server_that_cannot_be_is_refused(world: World) {
    let program = Program::on(&world);
    let server = Server::listening(start(&program, &["--api-only"]));
    let taken = ["serve", "--api-only", "--listen", &server.address];
    program.refused(&taken, 4, "CONFIG_INVALID");
    assert_eq!(server.stop().0, Some(0));
    for file in [
        "[server]\ntls_key = \"/nowhere\"",
        "[server]\nsign_in_app = \"0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a11\"",
        "[server]\nsign_in_app = \"nonsense\"",
        "[server]\nlisten = \"nowhere\"",
        "[server]\ntls_certificate = \"/nowhere\"\ntls_key = \"/nowhere\"",
        "[server]\nlissten = \"127.0.0.1:0\"",
        "[server]\ndocuments = \"/nowhere\"",
        "[server]\ndocuments_only = \"all\"",
        "[server]\ngraphiql = true\nintrospection = false",
    ] {
        fs::write(program.path("tenantry.toml"), file).expect("written");
        program.refused(&["serve", "--api-only"], 4, "CONFIG_INVALID");
    }
}

/// Reached by TLS under its public address, as Partner Center wants it.
fn served(stand: &mut Stand) -> Server {
    let port = port::free().expect("a port");
    stand.serve_at(port);
    Server::listening(stand.start(&["serve", "--json"]))
}

async fn an_approval_is_heard_and_carried_on(world: World) {
    let mut stand = ready(&world).await;
    let server = served(&mut stand);
    ok(&stand, &["partner", "webhook", "--register", "--test"]);
    let tenant = begin(&stand, "Fabrikam");
    until(|| link(&stand, tenant).is_some());
    let control = stand.control();
    control
        .approve(&relationship(&stand, tenant), tenant)
        .expect("approved");
    until(|| {
        control.jump(Duration::from_secs(20));
        onboarding(&stand, tenant)["status"] == "active"
    });
    let stream = format!("onboarding/{tenant}");
    let shown = stand
        .run(&["ledger", "show", &stream, "--json"], "")
        .documents();
    let events = shown[0]["events"].as_array().expect("events").clone();
    let heard = |event: &Value| {
        event["event_type"] == "RetryRequested" && event["metadata"]["actor_id"] == "partner-center"
    };
    assert!(events.iter().any(heard), "{events:#?}");
    let (ended, said) = server.stop();
    assert_eq!(ended, Some(0), "{said}");
}

/// Where the customer approves, once that can be told.
fn link(stand: &Stand, tenant: uuid::Uuid) -> Option<String> {
    let who = tenant.to_string();
    let answer = stand.run(&["onboardings", "invitation", &who, "--msp", MSP], "");
    (answer.exit == 0).then_some(answer.out)
}

#[track_caller]
fn until(mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "it does not come to that");
        thread::sleep(Duration::from_millis(300));
    }
}
