//! The demonstration: a story that goes on where it was left, however it was left, and what one finds
//! while it stays.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tenantry_http::{Answer as Page, Call, Dialect, Http, Judgement, Method, Redirects, Settings};
use tenantry_support::{World, on_both_databases};
use url::Url;

use crate::program::{Answer, Program, text};

on_both_databases!(a_database_with_something_in_it_is_left_alone);

const CUSTOMERS: usize = 12;

/// Nothing but a folder, whose database is in it.
fn bare() -> Program {
    Program::at("sqlite:unused")
}

/// A showing that runs until it is ended, and the documents that it says.
pub(crate) struct Showing {
    child: Child,
    out: BufReader<ChildStdout>,
    /// What to look at while it runs.
    pub(crate) open: Value,
}

impl Showing {
    /// Waits until it is served.
    #[track_caller]
    pub(crate) fn begin(program: &Program, dir: &str, more: &[&str]) -> Self {
        let mut command = program.command(&[&["demo", "--json", "--dir", dir], more].concat());
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut showing = Self {
            child,
            out,
            open: Value::Null,
        };
        showing.open = showing.until(|it| it["open"].is_object())["open"].clone();
        showing
    }

    /// The first document from here on that is like this.
    #[track_caller]
    fn until(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        let mut line = String::new();
        loop {
            line.clear();
            let read = self.out.read_line(&mut line).expect("text");
            if read == 0 {
                let mut said = String::new();
                let err = self.child.stderr.take();
                err.map(|mut it| it.read_to_string(&mut said));
                panic!("it ended before: {said}");
            }
            let document: Value = serde_json::from_str(&line).expect("a document");
            if is_it(&document) {
                return document;
            }
        }
    }

    /// Until this is told of a customer.
    #[track_caller]
    fn tells(&mut self, customer: &str, part: &str) {
        self.until(|it| it["customer"] == customer && text(&it["text"]).contains(part));
    }

    /// As a machine that loses its power.
    fn die(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("dead");
    }

    /// As somebody who presses Ctrl-C.
    pub(crate) fn stop(mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        let told = Command::new("kill").args(["-INT", &pid]).status();
        assert!(told.expect("kill runs").success());
        self.child.wait().expect("it ends").code()
    }

    pub(crate) fn address(&self, name: &str) -> Url {
        Url::parse(text(&self.open[name])).expect("an address")
    }
}

/// The one document of a story that is told for its end.
#[track_caller]
fn summary(answer: &Answer) -> Value {
    let mut documents = answer.documents();
    assert_eq!((answer.exit, documents.len()), (0, 1), "{answer:?}");
    documents.remove(0)
}

/// What the four vendors had, and whose it is: the same at every showing.
fn vendors() -> Value {
    json!({ "connections": 4, "records": 75, "linked_by_themselves": 37, "linked_by_people": 0,
        "waiting_for_a_person": 7, "unread": [] })
}

#[track_caller]
fn is_right(summary: &Value) {
    for (name, value) in [
        // Two are left for whoever watches.
        (
            "tenants",
            &json!({ "active": 10, "discovered": 2, "error": 2 }),
        ),
        ("onboardings", &json!({ "active": 10, "error": 2 })),
        ("unexpected", &json!([])),
        ("ledger_verified", &json!(true)),
        ("left_behind", &json!(0)),
        ("others_things_deleted", &json!(0)),
        ("vendors", &vendors()),
    ] {
        assert_eq!(&summary[name], value, "{name} in {summary}");
    }
    assert!(summary["events"].as_u64().is_some_and(|it| it > 300));
}

/// What our server answered, by HTTP without TLS.
struct Heard {
    head: String,
    body: String,
}

impl Heard {
    #[track_caller]
    fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.unwrap_or_else(|| panic!("{name} in {}", self.head)).1
    }

    fn cookie(&self) -> &str {
        let given = self.header("set-cookie");
        given.split(';').next().unwrap_or_default()
    }
}

fn asked(method: &str, url: &Url, headers: &[(&str, &str)], body: &str) -> Heard {
    let address = (url.host_str().expect("a host"), url.port().expect("a port"));
    let mut stream = TcpStream::connect(address).expect("it listens");
    let path = &url[url::Position::BeforePath..];
    let mut request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: {}\r\n",
        url.authority(),
        body.len()
    );
    for (name, value) in headers {
        // Writing to a String cannot fail.
        let _ = write!(request, "{name}: {value}\r\n");
    }
    stream
        .write_all(format!("{request}\r\n{body}").as_bytes())
        .expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a body");
    Heard {
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

fn graphql(at: &Url, query: &str, headers: &[(&str, &str)]) -> Value {
    let headers = [&[("content-type", "application/json")], headers].concat();
    let body = json!({ "query": query }).to_string();
    let heard = asked("POST", at, &headers, &body);
    serde_json::from_str(&heard.body).expect("JSON")
}

/// A page for people: whoever asked looks at it.
struct Anything;

impl Dialect for Anything {
    fn judge(&self, _: &Page) -> Judgement {
        Judgement::Good
    }
}

/// By way of the form of the simulated sign-in, and back with a session.
async fn sign_in(clouds: &Http, at: &Url, name: &str, password: &str) -> String {
    let out = asked("GET", at, &[], "");
    let mut action = Url::parse(out.header("location")).expect("an address");
    let mut fields: Vec<(String, String)> = action.query_pairs().into_owned().collect();
    for (field, value) in [
        ("username", name),
        ("password", password),
        ("second_factor", "on"),
        ("choice", "sign-in"),
    ] {
        fields.push((field.to_owned(), value.to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    action.set_query(None);
    let call = Call::new(Method::POST, action, "browser").form(&fields);
    let filled_in = clouds
        .send(call.redirects(Redirects::Hand), &Anything)
        .await;
    let filled_in = filled_in.expect("an answer");
    let back = filled_in.header("location").expect("the way back");
    let back = Url::parse(back).expect("an address");
    let inside = asked("GET", &back, &[("cookie", out.cookie())], "");
    inside.cookie().to_owned()
}

/// What is printed can be asked: by the token, and by each person in its role.
async fn can_be_looked_at(showing: &Showing, dir: &str) {
    let at = showing.address("graphql");
    let bearer = format!("Bearer {}", text(&showing.open["token"]));
    let question = text(&showing.open["question"]);
    let found = graphql(&at, question, &[("authorization", &bearer)]);
    let found = found["data"]["tenants"]["edges"].as_array();
    assert_eq!(found.map(Vec::len), Some(CUSTOMERS));
    let question = text(&showing.open["mapping_question"]);
    let found = graphql(&at, question, &[("authorization", &bearer)]);
    assert!(
        found["data"]["vendorConnections"]["edges"].is_array(),
        "{found}"
    );
    assert!(found["data"]["products"]["edges"].is_array(), "{found}");

    let authority = fs::read_to_string(Path::new(dir).join("authority.pem"));
    let clouds = Http::new(Settings {
        extra_roots_pem: vec![authority.expect("an authority")],
        ..Settings::default()
    });
    let clouds = clouds.expect("an HTTP stack");
    let origin = at.origin().ascii_serialization();
    let people = showing.open["people"].as_array().expect("people");
    assert_eq!(people.len(), 4);
    for person in people {
        let (name, role) = (text(&person["name"]), text(&person["role"]));
        let password = text(&showing.open["password"]);
        let session = sign_in(&clouds, &showing.address("sign_in"), name, password).await;
        let own = [
            ("cookie", session.as_str()),
            ("origin", &origin),
            ("x-requested-with", "tests"),
        ];
        let me = graphql(&at, "{ viewer { role } }", &own);
        let told = text(&me["data"]["viewer"]["role"]).to_lowercase();
        assert_eq!(told, role, "{name}: {me}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_on_however_it_was_left() {
    let program = bare();
    let dir = program.path("demo");
    // Somebody else may have the first port already: then it takes another one just as well.
    let taken = TcpListener::bind("127.0.0.1:8700");
    let mut showing = Showing::begin(&program, &dir, &[]);
    assert_ne!(showing.address("graphql").port(), Some(8700));
    drop(taken);
    program.refused(&["demo", "--dir", &dir], 4, "DEMO_UNDER_WAY");
    showing.tells("Contoso Coffee", "approves");
    showing.tells("Contoso Coffee", "roles in force");
    showing.die();

    let mut showing = Showing::begin(&program, &dir, &[]);
    showing.tells("Contoso Coffee", "ACTIVE");
    can_be_looked_at(&showing, &dir).await;
    assert_eq!(showing.stop(), Some(0));

    let done = program.run(&["demo", "--dir", &dir, "--once", "--json"]);
    is_right(&summary(&done));
    // Once more nothing is recorded.
    let more = program.run(&["demo", "--dir", &dir, "--once", "--json"]);
    assert_eq!(summary(&more)["events"], summary(&done)["events"]);
    let again = program.ok(&["demo", "--dir", &dir, "--once"]);
    assert!(
        !again.contains("connected: its credentials work"),
        "{again}"
    );
    for part in [
        "goes on where it was",
        "Woodgrove Books       active",
        "Adatum Bakery         error ASSIGNMENT_FAILED",
        "Fabrikam Foods        error APPROVAL_REFUSED",
        "Autotask PSA  27       12      2",
        "37 records were linked by themselves",
        "Coho Winery                Autotask PSA  Coho Vineyard (0.75)",
        "Margie's Travel            Datto RMM     nobody we know",
        "The ledger is sound",
        "checked offline",
        "fails (",
        "0 things left of what failed, 0 things of others deleted",
    ] {
        assert!(again.contains(part), "{part} in {again}");
    }
    found_by_other_commands(&program, &dir);

    let mut showing = Showing::begin(&program, &dir, &["--fresh"]);
    showing.tells("Contoso Coffee", "invitation ready");
    assert_eq!(showing.stop(), Some(0));
}

/// The folder says by itself where all is.
fn found_by_other_commands(program: &Program, dir: &str) {
    for args in [&["ledger", "verify"][..], &["doctor"]] {
        let mut command = program.command(args);
        let command = command
            .env_remove("TENANTRY_DATABASE_URL")
            .env("TENANTRY_DATA_DIR", dir);
        let answer = Answer::from(command.output().expect("the program runs"));
        assert_eq!(answer.exit, 0, "{answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_told_to_its_end_on_postgres() {
    let (program, world) = (bare(), World::postgres().await);
    let ask = ["demo", "--dir", &program.path("demo"), "--once"];
    let on = ["--database-url", world.url_text()];
    let told = program.ok(&[&ask[..], &on].concat());
    let in_this_order = |customer: &str, parts: &[&str]| {
        let mut lines = told.lines().filter(|line| line.contains(customer));
        for part in parts {
            let found = lines.any(|line| line.contains(part));
            assert!(found, "{customer}: {part} in {told}");
        }
    };
    in_this_order(
        "Contoso Coffee",
        &[
            "invitation ready to send: https://",
            "approves",
            "relationship active",
            "Northwind Technicians: roles in force",
            "authorised our app",
            "read through the new access",
            "ACTIVE",
        ],
    );
    in_this_order(
        "Fabrikam Foods",
        &[
            "does not want it",
            "APPROVAL_REFUSED",
            "undo: the relationship is terminated",
            "undo: others may have the tenant",
            "ERROR APPROVAL_REFUSED",
        ],
    );
    in_this_order(
        "Adatum Bakery",
        &[
            "ASSIGNMENT_FAILED",
            "undo: took the roles from Northwind Helpdesk",
            "undo: took the roles from Northwind Technicians",
            "undo: others use group Northwind Helpdesk",
            "undo: the relationship is terminated",
            "ERROR ASSIGNMENT_FAILED",
        ],
    );
    in_this_order(
        "Woodgrove Books",
        &["reuses “Northwind, set up by hand”", "ACTIVE"],
    );
    in_this_order("Fourth Coffee", &["busy", "CLOUD_THROTTLED", "ACTIVE"]);
    in_this_order("Lucerne Publishing", &["approves", "ACTIVE"]);
    in_this_order(
        "Pax8",
        &["connected: its credentials work", "read: 19 records"],
    );
    assert!(told.contains("its answer was lost"), "{told}");
    assert!(!told.contains("NOT"), "{told}");

    let again = [&ask[..], &on, &["--json"]].concat();
    let summary = summary(&program.run(&again));
    is_right(&summary);
    assert!(text(&summary["database"]).starts_with("postgres://"));
    // The folder belongs to that database.
    program.refused(&ask, 3, "DEMO_DATABASE_FOREIGN");
    let fresh = [&ask[..], &on, &["--fresh"]].concat();
    program.refused(&fresh, 2, "USAGE_INVALID");
}

async fn a_database_with_something_in_it_is_left_alone(world: World) {
    let program = Program::on(&world);
    program.seed();
    let before = program.ledger();
    let dir = program.path("demo");
    let ask = ["demo", "--dir", &dir, "--database-url", world.url_text()];
    program.refused(&ask, 3, "DEMO_DATABASE_FOREIGN");
    // The second time as the first: nothing was begun.
    program.refused(&ask, 3, "DEMO_DATABASE_FOREIGN");
    assert!(!Path::new(&dir).exists());
    assert_eq!(program.ledger(), before);
}

#[test]
fn a_folder_of_somebody_elses_is_left_alone() {
    let program = bare();
    let own = program.path("own");
    fs::create_dir(&own).expect("a folder");
    for (file, content) in [
        ("letter.txt", "dear Ada"),
        ("demo.json", "{ \"name\": \"an album\" }"),
        (
            "demo.json",
            "{ \"tenantry_demo\": 99, \"database\": \"a file in it\" }",
        ),
    ] {
        let path = Path::new(&own).join(file);
        fs::write(&path, content).expect("written");
        program.refused(&["demo", "--dir", &own], 3, "DEMO_FOLDER_FOREIGN");
        if !content.contains("99") {
            let fresh = ["demo", "--dir", &own, "--fresh"];
            program.refused(&fresh, 3, "DEMO_FOLDER_FOREIGN");
        }
        let kept = fs::read_to_string(&path).expect("a file");
        assert_eq!(kept, content);
    }
    let letter = Path::new(&own).join("letter.txt");
    fs::write(Path::new(&own).join("demo.json"), "").expect("written");
    let fresh = ["demo", "--dir", &own, "--fresh"];
    program.refused(&fresh, 3, "DEMO_FOLDER_FOREIGN");
    assert!(letter.exists());
    let below = format!("{}/demo", letter.display());
    program.refused(&["demo", "--dir", &below], 4, "ENVIRONMENT_UNFIT");
}
