//! What the program tells of what it is busy with, as a collector hears it.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tenantry_support::{World, on_both_databases, port};

use crate::program::{MSP, Program, text};
use crate::serve::{Server, start_at};
use crate::work::{begin, ready, until_idle};

on_both_databases!(
    a_request_is_told_with_all_that_it_set_in_motion,
    a_saga_is_told_with_its_steps_and_calls,
    a_part_is_told_and_callers_are_followed,
    nobody_waits_for_a_collector,
);

const PATIENCE: Duration = Duration::from_mins(5);

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

/// A collector, as far as a sender sees one.
struct Collector {
    address: String,
    bodies: Receiver<String>,
    /// All that arrived so far, as it was written.
    heard: String,
    spans: Vec<Value>,
}

impl Collector {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let (sender, bodies) = channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let sender = sender.clone();
                thread::spawn(move || take(stream, &sender));
            }
        });
        Self {
            address,
            bodies,
            heard: String::new(),
            spans: Vec::new(),
        }
    }

    /// Hears until there is a span of this name, and answers with the last such one.
    #[track_caller]
    fn span(&mut self, name: &str) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = self.spans.iter().rfind(|it| it["name"] == name) {
                return found.clone();
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let body = self.bodies.recv_timeout(left);
            let body = body.unwrap_or_else(|_| panic!("no {name} in {:#?}", self.spans));
            self.hear(&body);
        }
    }

    fn hear(&mut self, body: &str) {
        self.heard.push_str(body);
        let body: Value = serde_json::from_str(body).expect("JSON");
        let resource = &body["resourceSpans"][0];
        let service = &resource["resource"]["attributes"][0];
        assert_eq!(service["key"], "service.name");
        assert_eq!(service["value"]["stringValue"], "tenantry-test");
        let spans = resource["scopeSpans"][0]["spans"].as_array();
        self.spans.extend(spans.expect("spans").iter().cloned());
    }
}

/// Takes one request after the other; each has to show the key.
fn take(stream: TcpStream, sender: &Sender<String>) {
    let mut lines = BufReader::new(stream);
    loop {
        let (mut length, mut head) = (0, String::new());
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line).unwrap_or_default() == 0 {
                return;
            }
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.trim().parse().expect("a number");
            }
            head.push_str(&line);
        }
        assert!(head.starts_with("POST /v1/traces HTTP/1.1"), "{head}");
        assert!(head.contains("x-key: of-the-collector"), "{head}");
        let mut body = vec![0; length];
        lines.read_exact(&mut body).expect("a body");
        let answer =
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
        lines.get_mut().write_all(answer).expect("it reads");
        let body = String::from_utf8(body).expect("text");
        if sender.send(body).is_err() {
            return;
        }
    }
}

fn configure(program: &Program, address: &str, sample: f64) {
    let file = format!(
        "[telemetry]\nendpoint = \"http://{address}\"\nsample = {sample}\nservice_name = \"tenantry-test\"\n\
         [telemetry.headers]\nx-key = \"of-the-collector\"\n"
    );
    fs::write(program.path("tenantry.toml"), file).expect("written");
}

fn token(program: &Program) -> String {
    let issue = [
        "access", "tokens", "issue", "a script", "--role", "tech", "--msp", MSP,
    ];
    program.ok(&issue).trim().to_owned()
}

fn post(server: &Server, token: &str, query: &str, more: &str) -> Value {
    let body = json!({ "query": query }).to_string();
    let mut stream = TcpStream::connect(&server.address).expect("it listens");
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\n{more}content-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
    serde_json::from_str(body).expect("JSON")
}

fn register(server: &Server, token: &str, key: &str, flags: &str) -> Value {
    let query = format!(
        "mutation {{ customerRegister(input: {{ idempotencyKey: \"{key}\", name: \"Confidential {key}\",
            reason: \"a secret matter\" }}) {{
            customer {{ name }} receipt {{ position }} }} }}"
    );
    let caller = format!("traceparent: 00-{TRACE}-{CALLER}-{flags}\r\n");
    let more = if flags.is_empty() { "" } else { &caller };
    let told = post(server, token, &query, more);
    let receipt = &told["data"]["customerRegister"]["receipt"];
    assert!(receipt["position"].is_string(), "{told}");
    receipt.clone()
}

fn value<'a>(span: &'a Value, key: &str) -> &'a Value {
    let attributes = span["attributes"].as_array().expect("attributes");
    let found = attributes.iter().find(|it| it["key"] == key);
    let value = found.and_then(|it| it["value"].as_object()?.values().next());
    value.unwrap_or_else(|| panic!("no {key} in {span:#}"))
}

#[track_caller]
fn below(child: &Value, parent: &Value) {
    assert_eq!(child["traceId"], parent["traceId"], "{child:#}");
    assert_eq!(child["parentSpanId"], parent["spanId"], "{child:#}");
    let at = |it: &Value, key: &str| text(&it[key]).parse::<u64>().expect("an instant");
    assert!(at(parent, "startTimeUnixNano") <= at(child, "startTimeUnixNano"));
    assert!(at(child, "startTimeUnixNano") <= at(child, "endTimeUnixNano"));
}

async fn a_request_is_told_with_all_that_it_set_in_motion(world: World) {
    let program = Program::on(&world);
    let token = token(&program);
    let mut collector = Collector::new();
    configure(&program, &collector.address, 1.0);
    let server = Server::listening(start_at(&program, "127.0.0.1:0", &[]));
    let receipt = register(&server, &token, "one", "01");

    let operation = collector.span("mutation customerRegister");
    let request = collector.span("POST /graphql");
    assert_eq!(request["traceId"], TRACE);
    assert_eq!(request["parentSpanId"], CALLER);
    assert_eq!(request["kind"], 2);
    assert_eq!(value(&request, "http.response.status_code"), "200");
    below(&operation, &request);
    let command = collector.span("command customer");
    below(&command, &operation);
    assert_eq!(value(&command, "position"), &receipt["position"]);
    assert_eq!(value(&command, "msp"), MSP);
    below(&collector.span("append"), &command);
    below(&collector.span("read customers"), &operation);

    let reused = post(
        &server,
        &token,
        "{ customers(first: 1) { edges { node { name } } } }",
        "",
    );
    assert!(reused["data"].is_object(), "{reused}");
    let asked = collector.span("query customers");
    assert_ne!(asked["traceId"], TRACE);
    // What is left is told at the end.
    assert_eq!(server.stop().0, Some(0));
    while let Ok(body) = collector.bodies.try_recv() {
        collector.hear(&body);
    }
    for secret in [
        "Confidential",
        "secret matter",
        token.as_str(),
        "of-the-collector",
    ] {
        assert!(!collector.heard.contains(secret), "{secret} was told");
    }
}

async fn a_saga_is_told_with_its_steps_and_calls(world: World) {
    let mut stand = ready(&world).await;
    let mut collector = Collector::new();
    let endpoint = format!("http://{}/", collector.address);
    stand.set("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
    stand.set(
        "OTEL_EXPORTER_OTLP_HEADERS",
        "x-key=of-the-collector".to_owned(),
    );
    stand.set("OTEL_SERVICE_NAME", "tenantry-test".to_owned());
    begin(&stand, "Fabrikam");
    until_idle(&stand);

    let call = collector.span("POST graph");
    assert_eq!(call["kind"], 3);
    assert_eq!(value(&call, "http.response.status_code"), "201");
    let visit = collector.span("visit onboarding");
    assert_eq!(value(&visit, "msp"), MSP);
    let step = collector.span("step CreateRelationship");
    below(&call, &step);
    let of = |name: &str, parent: &Value| {
        let mut spans = collector.spans.iter();
        spans.any(|it| it["name"] == name && it["parentSpanId"] == parent["parentSpanId"])
    };
    // What was intended is on record before it is done, in the same visit.
    assert!(of("command onboarding", &step), "{:#?}", collector.spans);
    for secret in ["Fabrikam", "GDAP Global Reader", "Bearer"] {
        assert!(!collector.heard.contains(secret), "{secret} was told");
    }
}

async fn a_part_is_told_and_callers_are_followed(world: World) {
    let program = Program::on(&world);
    let token = token(&program);
    let mut collector = Collector::new();
    configure(&program, &collector.address, 0.0);
    let server = Server::listening(start_at(&program, "127.0.0.1:0", &["--api-only"]));
    register(&server, &token, "one", "");
    register(&server, &token, "two", "00");
    register(&server, &token, "three", "01");
    collector.span("POST /graphql");
    assert_eq!(server.stop().0, Some(0));
    while let Ok(body) = collector.bodies.try_recv() {
        collector.hear(&body);
    }
    let mut commands = collector.spans.iter();
    let commands = commands
        .by_ref()
        .filter(|it| it["name"] == "command customer");
    assert_eq!(commands.count(), 1);
    assert!(collector.spans.iter().all(|it| it["traceId"] == TRACE));

    for file in [
        "[telemetry]\nendpoint = \"nowhere\"",
        "[telemetry]\nendpoint = \"ftp://127.0.0.1\"",
        "[telemetry]\nendpoint = \"http://127.0.0.1:4318\"\nsample = 2",
        "[telemetry]\nendpoint = \"http://127.0.0.1:4318\"\nheaders = { \"a b\" = \"c\" }",
        "[telemetry]\nendpiont = \"http://127.0.0.1:4318\"",
    ] {
        fs::write(program.path("tenantry.toml"), file).expect("written");
        program.refused(&["serve", "--api-only"], 4, "CONFIG_INVALID");
    }
}

async fn nobody_waits_for_a_collector(world: World) {
    let program = Program::on(&world);
    let token = token(&program);
    // One that is not there, and one that takes and never answers.
    let gone = format!("127.0.0.1:{}", port::free().expect("a port"));
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let silent_at = silent.local_addr().expect("an address").to_string();
    for (at, address) in [gone, silent_at].iter().enumerate() {
        configure(&program, address, 1.0);
        let server = Server::listening(start_at(&program, "127.0.0.1:0", &[]));
        for n in 0..20 {
            register(&server, &token, &format!("{at}-{n}"), "");
        }
        // Longer than between two rounds of sending.
        thread::sleep(Duration::from_millis(1_500));
        register(&server, &token, &format!("{at}-more"), "");
        let began = Instant::now();
        let (ended, said) = server.stop();
        assert_eq!(ended, Some(0), "{said}");
        assert!(began.elapsed() < Duration::from_secs(8), "it waited");
        if at == 0 {
            let told = said.matches("traces are not taken").count();
            assert_eq!(told, 1, "{said}");
        }
    }
}
