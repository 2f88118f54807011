//! Where an MSP is told what happens: channels at the command line, and a webhook that takes what is sent.

use std::sync::Mutex;

use serde_json::Value;
use tenantry_support::receiver::{self, Receiver};
use tenantry_support::{World, authority, on_both_databases};

use crate::approvals::recorded;
use crate::program::{Answer, MSP, OTHER_MSP, Program, text};

on_both_databases!(
    a_channel_is_opened_tried_paused_and_closed,
    a_secret_is_nowhere_but_where_it_was_printed,
    what_cannot_be_told_is_refused,
);

const CHANNEL: &str = "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8ac1";

/// An installation that may tell this machine.
struct Desk {
    program: Program,
    roots: String,
    /// All that was said so far, but for secrets that were told.
    heard: Mutex<Vec<String>>,
}

impl Desk {
    fn of(world: &World) -> Self {
        let program = Program::on(world);
        let file = "[notices]\nprivate_receivers = [\"localhost\"]\n";
        std::fs::write(program.path("tenantry.toml"), file).expect("written");
        let roots = program.path("receivers.pem");
        std::fs::write(&roots, authority::root_pem()).expect("written");
        let heard = Mutex::default();
        Self {
            program,
            roots,
            heard,
        }
    }

    fn unheard(&self, args: &[&str]) -> Answer {
        let mut command = self.program.command(args);
        let command = command
            .env("TENANTRY_EXTRA_ROOTS", &self.roots)
            .env("TENANTRY_LOG", "trace");
        command.output().expect("the program runs").into()
    }

    fn run(&self, args: &[&str]) -> Answer {
        let answer = self.unheard(args);
        let said = format!("{}{}", answer.out, answer.err);
        self.heard.lock().expect("no test panicked").push(said);
        answer
    }

    /// A command to the channel.
    fn tell(&self, what: &str, more: &[&str]) -> Answer {
        let args = ["notices", what, CHANNEL, "--msp", MSP, "--json"];
        self.run(&[&args[..], more].concat())
    }

    #[track_caller]
    fn done(&self, what: &str, more: &[&str]) -> Value {
        let answer = self.tell(what, more);
        assert_eq!(answer.exit, 0, "{what}: {answer:?}");
        answer.documents().remove(0)
    }

    #[track_caller]
    fn refused(&self, args: &[&str], code: &str) {
        let before = self.program.ledger();
        let answer = self.run(&[&["notices"], args].concat());
        assert_eq!((answer.exit, answer.out.as_str()), (3, ""), "{answer:?}");
        let error = format!("error[{code}]: ");
        assert!(answer.err.contains(&error), "{code}: {answer:?}");
        assert_eq!(self.program.ledger(), before, "{args:?}");
    }

    /// What a command tells that makes a secret: nothing but the secret, and nothing of it elsewhere.
    #[track_caller]
    fn secret(&self, args: &[&str]) -> String {
        let answer = self.unheard(args);
        assert_eq!(answer.exit, 0, "{answer:?}");
        let secret = answer.out.trim_end().to_owned();
        assert!(secret.starts_with("whsec_"), "{answer:?}");
        assert_eq!(secret.lines().count(), 1, "{answer:?}");
        let told = format!("Channel {CHANNEL}. Its secret is not shown again.");
        assert!(answer.err.contains(&told), "{answer:?}");
        let mut heard = self.heard.lock().expect("no test panicked");
        heard.push(answer.err);
        secret
    }

    /// The rows of a list that knows all there is.
    fn listed(&self, flags: &[&str]) -> Vec<Value> {
        self.program
            .ok(&["projections", "run", "--until-caught-up"]);
        let list = ["notices", "list", "--msp", MSP, "--json"];
        let answer = self.run(&[&list[..], flags].concat());
        assert_eq!(answer.exit, 0, "{answer:?}");
        answer.documents()
    }

    fn vault(&self) -> String {
        self.run(&["vault", "list", "--msp", MSP]).out
    }
}

fn open(address: &str) -> Vec<&str> {
    let open = ["notices", "open", "Night shift", "--webhook", address];
    [&open[..], &["--id", CHANNEL, "--msp", MSP, "--key", "open"]].concat()
}

fn signatures(arrived: &receiver::Arrived) -> usize {
    let header = arrived.headers.get("webhook-signature");
    let signatures = header.expect("it is signed").split(' ');
    signatures.filter(|it| it.starts_with("v1,")).count()
}

async fn a_channel_is_opened_tried_paused_and_closed(world: World) {
    let (desk, receiver) = (Desk::of(&world), Receiver::listen().await);
    let address = receiver.address();
    desk.secret(&open(&address));
    let row = desk.listed(&[]).remove(0);
    assert_eq!(row["id"], CHANNEL);
    assert_eq!(
        (text(&row["name"]), text(&row["status"])),
        ("Night shift", "open")
    );
    assert_eq!(row["addresses"][0], address.as_str());
    assert_eq!(row["topics"].as_array().map(Vec::len), Some(5));

    let taken = desk.done("test", &[]);
    assert_eq!(taken["taken"], true, "{taken}");
    let arrived = receiver.arrived();
    assert_eq!(arrived.len(), 1);
    assert_eq!(
        (arrived[0].path.as_str(), signatures(&arrived[0])),
        ("/hook", 1)
    );
    receiver.answer([receiver::Answer::Status(503), receiver::Answer::Status(503)]);
    let refused = desk.tell("test", &[]);
    assert_eq!(refused.exit, 1, "{refused:?}");
    let told = refused.documents().remove(0);
    assert_eq!(told["taken"], false);
    assert_eq!(told["code"], "NOTICE_RECEIVER_REFUSED");
    assert_eq!(told["status"], 503);
    let plain = desk.run(&["notices", "test", CHANNEL, "--msp", MSP]);
    let said = "the test was not taken (NOTICE_RECEIVER_REFUSED): status 503";
    assert_eq!((plain.exit, plain.out.trim_end()), (1, said), "{plain:?}");

    desk.done("pause", &["--reason", "they move"]);
    let paused = desk.listed(&["--status", "paused"]).remove(0);
    assert_eq!(text(&paused["reason"]), "they move");
    assert_eq!(desk.listed(&["--status", "open"]), Vec::<Value>::new());
    desk.done("resume", &[]);
    let topics = ["--topic", "outcome", "--topic", "attention"];
    desk.done("topics", &topics);
    let row = desk.listed(&["--status", "open"]).remove(0);
    let mut topics: Vec<&str> = row["topics"]
        .as_array()
        .expect("topics")
        .iter()
        .map(text)
        .collect();
    topics.sort_unstable();
    assert_eq!(topics, ["attention", "outcome"]);
    let plain = desk.run(&["notices", "list", "--msp", MSP]);
    for part in ["Night shift", "open", address.as_str(), CHANNEL] {
        assert!(plain.out.contains(part), "{part} in {plain:?}");
    }

    assert!(desk.vault().contains(CHANNEL), "its secret is kept");
    desk.done("close", &["--reason", "they left"]);
    assert_eq!(desk.listed(&[])[0]["status"], "closed");
    assert!(!desk.vault().contains(CHANNEL), "its secret is removed");
    for args in [
        &["test", CHANNEL][..],
        &["resume", CHANNEL],
        &["renew-secret", CHANNEL],
        &["topics", CHANNEL, "--topic", "outcome"],
    ] {
        let args = [args, &["--msp", MSP]].concat();
        desk.refused(&args, "NOTICE_CHANNEL_CLOSED");
    }
    assert_eq!(receiver.arrived().len(), 3, "nothing more was sent");
}

async fn a_secret_is_nowhere_but_where_it_was_printed(world: World) {
    let (desk, receiver) = (Desk::of(&world), Receiver::listen().await);
    let address = receiver.address();
    let first = desk.secret(&open(&address));
    let again = desk.run(&[&open(&address)[..], &["--json"]].concat());
    let told = again.documents().remove(0);
    assert_eq!(told["receipt"]["outcome"], "replayed");
    assert_eq!(
        (&told["channel"], &told["secret"]),
        (&CHANNEL.into(), &Value::Null)
    );
    let renew = [
        "notices",
        "renew-secret",
        CHANNEL,
        "--msp",
        MSP,
        "--key",
        "renew",
    ];
    let second = desk.secret(&renew);
    assert_ne!(first, second);
    let again = desk.run(&renew);
    assert!(again.out.contains("replayed"), "{again:?}");
    desk.done("test", &[]);
    assert_eq!(signatures(&receiver.arrived()[0]), 2, "both sign for a day");
    // A program that reads JSON is told it as well, in its one document.
    let third = desk.unheard(&["notices", "renew-secret", CHANNEL, "--msp", MSP, "--json"]);
    let third_told = text(&third.documents()[0]["secret"]).to_owned();
    assert!(third_told.starts_with("whsec_"), "{third:?}");

    desk.run(&[
        "ledger",
        "show",
        &format!("notice_channel/{CHANNEL}"),
        "--json",
    ]);
    desk.listed(&[]);
    desk.vault();
    let mut said = desk.heard.lock().expect("no test panicked").clone();
    assert!(said.iter().any(|it| it.contains("TRACE")), "all is logged");
    said.extend([third.err, recorded(&world).await]);
    for arrived in receiver.arrived() {
        said.push(format!(
            "{arrived:?} {}",
            String::from_utf8_lossy(&arrived.body)
        ));
    }
    for secret in [first, second, third_told] {
        let bare = secret.trim_start_matches("whsec_");
        assert!(bare.len() > 30, "a secret has some length");
        assert!(
            said.iter().all(|it| !it.contains(bare)),
            "a secret was told twice"
        );
    }
}

async fn what_cannot_be_told_is_refused(world: World) {
    let (desk, receiver) = (Desk::of(&world), Receiver::listen().await);
    let address = receiver.address();
    for (address, code) in [
        ("http://localhost/hook", "NOTICE_TARGET_INVALID"),
        ("https://127.0.0.1/hook", "NOTICE_ADDRESS_REFUSED"),
        ("nowhere", "NOTICE_TARGET_INVALID"),
    ] {
        let open = ["open", "Night shift", "--webhook", address, "--msp", MSP];
        desk.refused(&open, code);
    }
    let here = ["open", "Night shift", "--webhook", &address, "--msp", MSP];
    let topic = [&here[..], &["--topic", "weather"]].concat();
    desk.refused(&topic, "NOTICE_TOPIC_UNKNOWN");
    let mail = ["open", "Ada", "--mail", "ada@msp.example", "--msp", MSP];
    desk.refused(&mail, "NOTICE_MAIL_OFF");
    for args in [
        &["open", "Night shift"][..],
        &[
            "open",
            "Night shift",
            "--webhook",
            &address,
            "--mail",
            "ada@msp.example",
        ],
        &["topics", CHANNEL],
    ] {
        let args = [&["notices"], args, &["--msp", MSP]].concat();
        assert_eq!(desk.run(&args).exit, 2, "{args:?}");
    }
    desk.secret(&open(&address));
    let twice = [&here[..], &["--id", CHANNEL]].concat();
    desk.refused(&twice, "NOTICE_CHANNEL_EXISTS");
    for what in ["pause", "close"] {
        desk.refused(&[what, CHANNEL, "--msp", MSP], "INVALID_TEXT");
    }
    for what in ["test", "resume", "renew-secret"] {
        let theirs = [what, CHANNEL, "--msp", OTHER_MSP];
        desk.refused(&theirs, "NOTICE_CHANNEL_NOT_FOUND");
    }
    assert_eq!(receiver.arrived(), []);
}
