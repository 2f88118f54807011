//! Decisions about many requests at once: looked at first, each for itself, and only about what was shown.

use serde_json::Value;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::program::{Answer, CUSTOMER, MSP, OTHER_MSP, Program, text};

on_both_databases!(
    what_was_shown_is_decided_each_for_itself,
    what_stands_otherwise_by_then_keeps_all_from_being_decided,
    two_people_are_counted,
    what_cannot_be_decided_together_is_refused,
);

const CONTOSO: &str = "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a13";
const ADATUM: &str = "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a14";

/// Some people at one command line.
struct Desk(Program);

impl Desk {
    fn of(world: &World) -> Self {
        let program = Program::on(world);
        program.seed();
        Self(program)
    }

    fn run(&self, who: &str, args: &[&str]) -> Answer {
        let mut command = self.0.command(&[args, &["--msp", MSP]].concat());
        let output = command.env("USER", who).output();
        output.expect("the program runs").into()
    }

    fn json(&self, who: &str, args: &[&str]) -> (i32, Vec<Value>) {
        let answer = self.run(who, &[args, &["--json"]].concat());
        (answer.exit, answer.documents())
    }

    /// Refused, and nothing is on record but that, where it was more than a look.
    #[track_caller]
    fn refused(&self, who: &str, args: &[&str], code: &str) {
        let before = self.0.ledger();
        let answer = self.run(who, args);
        assert_eq!((answer.exit, answer.out.as_str()), (3, ""), "{answer:?}");
        let error = format!("error[{code}]: ");
        assert!(answer.err.starts_with(&error), "{code}: {answer:?}");
        if ["PREVIEW_STALE", "IDEMPOTENCY_KEY_MALFORMED"].contains(&code) {
            self.0.only_refused(&before, MSP, &[code]);
        } else {
            assert_eq!(self.0.ledger(), before, "{args:?}");
        }
    }

    /// Somebody asks for a customer's file to be closed; the approval's id.
    #[track_caller]
    fn asked(&self, who: &str, customer: &str) -> String {
        let ask = ["approvals", "request", "archive-customer", customer];
        let (exit, told) = self.json(who, &[&ask[..], &["--reason", "they left"]].concat());
        assert_eq!(exit, 0, "{told:?}");
        text(&told[0]["id"]).to_owned()
    }

    #[track_caller]
    fn previewed(&self, who: &str, how: &str, ids: &[&str]) -> (i32, Value) {
        let (exit, mut told) = self.json(who, &decide(how, ids));
        assert_eq!(told.len(), 1, "{told:?}");
        (exit, told.remove(0))
    }

    fn status(&self, id: &str) -> String {
        let (_, shown) = self.json("ada", &["approvals", "show", id]);
        text(&shown[0]["status"]).to_owned()
    }
}

fn decide<'a>(how: &'a str, ids: &[&'a str]) -> Vec<&'a str> {
    [&["approvals", "decide", how], ids].concat()
}

/// What would come of each, or came of it.
fn words<'a>(items: impl IntoIterator<Item = &'a Value>, name: &str) -> Vec<&'a str> {
    let words = items.into_iter().map(|it| match &it["code"] {
        Value::String(code) => code.as_str(),
        _ => text(&it[name]),
    });
    words.collect()
}

fn items(preview: &Value) -> &Vec<Value> {
    preview["items"].as_array().expect("items")
}

async fn what_was_shown_is_decided_each_for_itself(world: World) {
    let desk = Desk::of(&world);
    let (one, other) = (desk.asked("ada", CUSTOMER), desk.asked("ada", CONTOSO));
    let (own, none) = (desk.asked("ben", ADATUM), Uuid::now_v7().to_string());
    let all = [one.as_str(), &own, &other, &none, &one];
    let before = desk.0.ledger();
    let (exit, shown) = desk.previewed("ben", "--approve", &all);
    assert_eq!(exit, 1, "{shown}");
    let foreseen = words(items(&shown), "outlook");
    let wanted = [
        "granted",
        "APPROVAL_OF_OWN_REQUEST",
        "granted",
        "APPROVAL_NOT_FOUND",
    ];
    assert_eq!(foreseen, wanted, "each once, in order");
    let first = &items(&shown)[0];
    assert_eq!(first["customer"], CUSTOMER);
    assert_eq!(first["requester"], "operator ada");
    assert_eq!(first["plan"]["changes"][0]["after"]["text"], "archived");
    let token = text(&shown["token"]);
    let plain = desk.run("ben", &decide("--approve", &all));
    for part in [
        &one,
        "granted",
        "refused, APPROVAL_OF_OWN_REQUEST",
        "Fabrikam Foods, standing: active → archived",
        "asked by operator ada: they left",
        &format!(
            "→ tenantry approvals decide --approve {one} {own} {other} {none} --token {token} --msp {MSP}"
        ),
    ] {
        assert!(plain.out.contains(part), "{part} in {plain:?}");
    }
    assert_eq!(desk.0.ledger(), before, "it was only looked at");

    // The token is for whoever looked, and for this decision about all of them.
    let with = ["--token", token, "--reason", "looked through"];
    let approve = [&decide("--approve", &all)[..], &with].concat();
    desk.refused("carl", &approve, "PREVIEW_STALE");
    let reject = [&decide("--reject", &all)[..], &with].concat();
    desk.refused("ben", &reject, "PREVIEW_STALE");
    let fewer = [&decide("--approve", &[&one, &other])[..], &with].concat();
    desk.refused("ben", &fewer, "PREVIEW_STALE");

    let keyed = [&approve[..], &["--key", "all"]].concat();
    let (exit, told) = desk.json("ben", &keyed);
    let refused = ["APPROVAL_OF_OWN_REQUEST", "APPROVAL_NOT_FOUND"];
    let wanted = ["recorded", refused[0], "recorded", refused[1]];
    assert_eq!((exit, words(&told, "outcome")), (1, wanted.to_vec()));
    assert_eq!(told[0]["id"], one.as_str());
    let (exit, again) = desk.json("ben", &keyed);
    let wanted = ["replayed", refused[0], "replayed", refused[1]];
    assert_eq!((exit, words(&again, "outcome")), (1, wanted.to_vec()));
    assert_eq!(again[0]["position"], told[0]["position"]);
    let plain = desk.run("ben", &keyed);
    for part in [
        format!("approval/{one}  replayed at position"),
        format!("approval/{own}  refused, APPROVAL_OF_OWN_REQUEST: "),
    ] {
        assert!(plain.out.contains(&part), "{part} in {plain:?}");
    }
    desk.refused("ben", &approve, "PREVIEW_STALE");
    desk.0.ok(&["worker", "--until-idle"]);
    let standing = [&one, &own, &other].map(|id| desk.status(id));
    assert_eq!(standing, ["done", "waiting", "done"]);
}

async fn what_stands_otherwise_by_then_keeps_all_from_being_decided(world: World) {
    let desk = Desk::of(&world);
    let (one, other) = (desk.asked("ada", CUSTOMER), desk.asked("ada", CONTOSO));
    let (exit, shown) = desk.previewed("ben", "--reject", &[&one, &other]);
    assert_eq!(
        (exit, words(items(&shown), "outlook")),
        (0, vec!["rejected"; 2])
    );
    let token = text(&shown["token"]).to_owned();
    let withdrawn = desk.run("ada", &["approvals", "withdraw", &one]);
    assert_eq!(withdrawn.exit, 0, "{withdrawn:?}");
    let with = ["--token", &token, "--reason", "they stay"];
    let late = [&decide("--reject", &[&one, &other])[..], &with].concat();
    desk.refused("ben", &late, "PREVIEW_STALE");
    assert_eq!(desk.status(&other), "waiting");

    let (exit, shown) = desk.previewed("ben", "--reject", &[&one, &other]);
    let wanted = vec!["APPROVAL_DECIDED", "rejected"];
    assert_eq!((exit, words(items(&shown), "outlook")), (1, wanted));
    let (exit, shown) = desk.previewed("ben", "--reject", &[&other]);
    assert_eq!(exit, 0, "{shown}");
    let reject = [
        &decide("--reject", &[&other])[..],
        &["--token", text(&shown["token"])],
    ]
    .concat();
    desk.refused("ben", &reject, "INVALID_TEXT");
    let (exit, told) = desk.json("ben", &[&reject[..], &["--reason", "they stay"]].concat());
    assert_eq!((exit, words(&told, "outcome")), (0, vec!["recorded"]));
    let (_, ended) = desk.json("ada", &["approvals", "show", &other]);
    assert_eq!(ended[0]["status"], "rejected");
    assert_eq!(ended[0]["end_reason"], "they stay");
}

async fn two_people_are_counted(world: World) {
    let desk = Desk::of(&world);
    let set = desk.run("ada", &["settings", "change", "--two-person", "high"]);
    assert_eq!(set.exit, 0, "{set:?}");
    let id = desk.asked("ada", CUSTOMER);
    let (exit, shown) = desk.previewed("ben", "--approve", &[&id]);
    let item = &items(&shown)[0];
    assert_eq!((exit, text(&item["outlook"])), (0, "counted"), "{item}");
    let counts = (&item["decisions_given"], &item["decisions_needed"]);
    assert_eq!(counts, (&1.into(), &2.into()));
    let plain = desk.run("ben", &decide("--approve", &[&id]));
    assert!(plain.out.contains("counted, 1 of 2"), "{plain:?}");
    for who in ["ben", "eve"] {
        assert_eq!(desk.status(&id), "waiting");
        let (_, shown) = desk.previewed(who, "--approve", &[&id]);
        let token = ["--token", text(&shown["token"])];
        let (exit, told) = desk.json(who, &[&decide("--approve", &[&id])[..], &token].concat());
        assert_eq!(exit, 0, "{told:?}");
    }
    assert_eq!(desk.status(&id), "under way");
}

async fn what_cannot_be_decided_together_is_refused(world: World) {
    let desk = Desk::of(&world);
    let id = desk.asked("ada", CUSTOMER);
    for args in [
        &["approvals", "decide", &id][..],
        &["approvals", "decide", "--approve"],
        &["approvals", "decide", "--approve", "--reject", &id],
    ] {
        assert_eq!(desk.run("ben", args).exit, 2, "{args:?}");
    }
    desk.refused("ben", &decide("--approve", &["contoso"]), "MALFORMED_ID");
    let many: Vec<String> = (0..101).map(|_| Uuid::now_v7().to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    desk.refused("ben", &decide("--approve", &many), "APPROVALS_TOO_MANY");
    let before = desk.0.ledger();
    let blindly = [&decide("--approve", &many)[..], &["--token", "made-up"]].concat();
    let answer = desk.run("ben", &blindly);
    assert!(answer.err.contains("APPROVALS_TOO_MANY"), "{answer:?}");
    desk.0.only_refused(&before, MSP, &["APPROVALS_TOO_MANY"]);
    for token in ["", "made-up", "made up"] {
        let made_up = [&decide("--approve", &[&id])[..], &["--token", token]].concat();
        desk.refused("ben", &made_up, "PREVIEW_STALE");
    }
    let (_, shown) = desk.previewed("ben", "--approve", &[&id]);
    let token = ["--token", text(&shown["token"]), "--key", "two words"];
    let keyed = [&decide("--approve", &[&id])[..], &token].concat();
    desk.refused("ben", &keyed, "IDEMPOTENCY_KEY_MALFORMED");
    let theirs = ["approvals", "decide", "--approve", &id, "--msp", OTHER_MSP];
    let theirs = desk.0.json(&theirs);
    assert_eq!(words(items(&theirs[0]), "outlook"), ["APPROVAL_NOT_FOUND"]);
}
