//! The built program, run on a world.

use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tenantry_support::World;

pub(crate) const MSP: &str = "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a11";
pub(crate) const OTHER_MSP: &str = "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8aff";
pub(crate) const CUSTOMER: &str = "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a12";

/// An installation: a data folder and a database.
#[derive(Debug)]
pub(crate) struct Program {
    home: TempDir,
    url: String,
}

/// What one run came to.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) exit: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Program {
    /// On a world's database, its query tables made.
    pub(crate) fn on(world: &World) -> Self {
        let program = Self::at(world.url_text());
        program.ok(&["migrate"]);
        program
    }

    pub(crate) fn at(url: &str) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let url = url.to_owned();
        Self { home, url }
    }

    /// A path in the data folder.
    pub(crate) fn path(&self, name: &str) -> String {
        self.home.path().join(name).display().to_string()
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tenantry"));
        command
            .args(args)
            .env_clear()
            .env("USER", "ada")
            .env("TENANTRY_DATA_DIR", self.home.path())
            .env("TENANTRY_DATABASE_URL", &self.url)
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Answer {
        self.command(args)
            .output()
            .expect("the program runs")
            .into()
    }

    #[track_caller]
    pub(crate) fn ok(&self, args: &[&str]) -> String {
        let answer = self.run(args);
        assert_eq!(answer.exit, 0, "{args:?}: {answer:?}");
        answer.out
    }

    /// The documents of a run that answers in JSON, whatever its exit code.
    #[track_caller]
    pub(crate) fn json(&self, args: &[&str]) -> Vec<Value> {
        self.run(&[args, &["--json"]].concat()).documents()
    }

    /// Refused with this exit code and this stable code: one sentence in either form.
    #[track_caller]
    pub(crate) fn refused(&self, args: &[&str], exit: i32, code: &str) {
        let plain = self.run(args);
        assert_eq!(plain.exit, exit, "{args:?}: {plain:?}");
        let first = plain.err.lines().next().unwrap_or_default();
        assert!(
            first.starts_with(&format!("error[{code}]: ")),
            "{args:?}: {plain:?}"
        );
        assert_eq!(plain.out, "", "{args:?}");
        let json = self.run(&[args, &["--json"]].concat());
        let answer: Value = serde_json::from_str(&json.err).expect("an object");
        assert_eq!((json.exit, &answer["code"]), (exit, &Value::from(code)));
        assert_eq!(
            first,
            format!("error[{code}]: {}", text(&answer["message"]))
        );
        assert!(text(&answer["help"]).len() > 10, "{args:?}: {answer}");
    }

    /// Three customers' worth of events, positions 1 to 5.
    pub(crate) fn seed(&self) {
        let others = [("Contoso", "13"), ("Adatum", "14")];
        self.ok(&[
            "customers",
            "register",
            "Fabrikam",
            "--msp",
            MSP,
            "--id",
            CUSTOMER,
        ]);
        for (name, end) in others {
            let id = format!("0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a{end}");
            self.ok(&["customers", "register", name, "--msp", MSP, "--id", &id]);
        }
        self.ok(&[
            "customers",
            "rename",
            CUSTOMER,
            "Fabrikam Foods",
            "--msp",
            MSP,
        ]);
        self.ok(&[
            "customers",
            "tag",
            CUSTOMER,
            "gold",
            "--msp",
            MSP,
            "--reason",
            "they asked",
        ]);
    }

    /// Nothing was recorded since but that these wishes about approvals were refused, in this order.
    #[track_caller]
    pub(crate) fn only_refused(&self, before: &[(Value, Value)], msp: &str, codes: &[&str]) {
        let count = |heads: &[(Value, Value)]| -> u64 {
            let events = heads.iter().filter_map(|(events, _)| events.as_u64());
            events.sum()
        };
        let after = count(&self.ledger());
        assert_eq!(after, count(before) + codes.len() as u64, "{codes:?}");
        self.ok(&["projections", "run", "--until-caught-up"]);
        let rows = self.json(&["approvals", "refusals", "--msp", msp]);
        let told = rows.iter().map(|it| text(&it["code"]));
        let mut told: Vec<&str> = told.take(codes.len()).collect();
        told.reverse();
        assert_eq!(told, codes);
    }

    /// All there is in the ledger, in a form that can be compared.
    pub(crate) fn ledger(&self) -> Vec<(Value, Value)> {
        let verified = self.json(&["ledger", "verify"]).into_iter();
        verified
            .map(|it| (it["events"].clone(), it["root"].clone()))
            .collect()
    }
}

impl Answer {
    #[track_caller]
    pub(crate) fn documents(&self) -> Vec<Value> {
        let lines = self.out.lines();
        lines
            .map(|line| serde_json::from_str(line).expect("a document"))
            .collect()
    }
}

impl From<Output> for Answer {
    fn from(output: Output) -> Self {
        Self {
            exit: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("text"),
            err: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
