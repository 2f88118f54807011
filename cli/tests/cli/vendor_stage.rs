//! Simulated vendors that an MSP has accounts at, and the program that is told where they are.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::process::{Child, Stdio};

use serde_json::Value;
use tenantry_simulator::{
    Cloud, Control, Options, Scenario, Simulator, Vendor, VendorChange, VendorQuirks, VendorSeed,
};
use tenantry_support::World;

use crate::program::{Answer, MSP, Program, text};

pub(crate) const KEY: &str = "hunter2-key";
pub(crate) const SECRET: &str = "hunter2-secret";
/// The two as they come through a pipe.
pub(crate) const PIPED: &str = "api-key=hunter2-key\napi-secret=hunter2-secret\n";
/// What the MSP is called at the vendors.
const ACCOUNT: &str = "Northwind IT";

/// The program on a world's database, where Datto RMM and Pax8 are simulated.
pub(crate) struct Stage {
    pub(crate) there: Simulator,
    pub(crate) program: Program,
}

impl Stage {
    pub(crate) async fn open(world: &World) -> Self {
        let seed = |credentials: &[(&str, &str)]| {
            let pair = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
            vec![VendorSeed {
                name: ACCOUNT.to_owned(),
                credentials: credentials.iter().map(pair).collect(),
                crowd: 3,
                ..VendorSeed::default()
            }]
        };
        let datto = seed(&[("api-key", KEY), ("api-secret", SECRET)]);
        let pax8 = seed(&[("client-id", "northwind"), ("client-secret", SECRET)]);
        let scenario = Scenario {
            vendors: [(Vendor::DattoRmm, datto), (Vendor::Pax8, pax8)].into(),
            ..Scenario::default()
        };
        let begun = Simulator::start(&scenario, Options::default()).await;
        let stage = Self {
            there: begun.expect("simulated vendors"),
            program: Program::on(world),
        };
        stage.configure();
        stage
    }

    fn configure(&self) {
        let roots = self.program.path("roots.pem");
        fs::write(&roots, self.there.authority()).expect("written");
        let at = |cloud| self.there.endpoints().of(cloud).expect("a port");
        let mut file = format!("extra_roots = {roots:?}\n[vendors]\n");
        // Writing to a String cannot fail.
        let _ = writeln!(file, "pax8 = \"{}\"", at(Cloud::Pax8));
        file.push_str("extra_hosts = [\"localhost\"]\n[vendors.datto_rmm]\n");
        let _ = writeln!(file, "merlot = \"{}\"", at(Cloud::DattoMerlot));
        // Before a key is called wrong all platforms are asked: none of them may be a real one.
        for platform in ["concord", "pinotage", "syrah", "vidal", "zinfandel"] {
            let _ = writeln!(file, "{platform} = \"{}\"", at(Cloud::DattoConcord));
        }
        fs::write(self.program.path("tenantry.toml"), file).expect("written");
    }

    pub(crate) fn control(&self) -> Control {
        self.there.control()
    }

    pub(crate) fn at_datto(&self, change: VendorChange) {
        let changed = self.control().at_vendor(Vendor::DattoRmm, ACCOUNT, change);
        changed.expect("an account");
    }

    /// The rights of the key do not cover this list.
    pub(crate) fn refuse(&self, list: &str) {
        let quirks = VendorQuirks {
            refused: [list.to_owned()].into(),
            ..VendorQuirks::default()
        };
        self.at_datto(VendorChange::Quirks { quirks });
    }

    /// As the vendor has its customers now.
    pub(crate) fn names(&self) -> Vec<String> {
        let control = self.control();
        let rows = control.vendor_rows(Vendor::DattoRmm, ACCOUNT, "sites");
        let names = rows.iter().map(|it| text(&it["name"]).to_owned());
        names.collect()
    }

    /// Begun with something on standard input and in the environment.
    pub(crate) fn begin(&self, args: &[&str], input: &str, variables: &[(&str, &str)]) -> Child {
        let mut command = self.program.command(args);
        command.envs(variables.iter().copied());
        let pipes = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = pipes.spawn().expect("the program runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        // Who refuses early may have closed it.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        child
    }

    pub(crate) fn piped(&self, args: &[&str], input: &str) -> Answer {
        let child = self.begin(args, input, &[]);
        child.wait_with_output().expect("it ends").into()
    }

    pub(crate) fn vendors(&self, args: &[&str]) -> Answer {
        self.program.run(&of_vendors(args))
    }

    #[track_caller]
    pub(crate) fn refused(&self, args: &[&str], exit: i32, code: &str) {
        self.program.refused(&of_vendors(args), exit, code);
    }

    /// An account at Datto RMM that works, and its id.
    #[track_caller]
    pub(crate) fn connected(&self) -> String {
        let done = self.piped(&[&connect("Datto")[..], &["--json"]].concat(), PIPED);
        assert_eq!(done.exit, 0, "{done:?}");
        text(&done.documents()[0]["id"]).to_owned()
    }

    #[track_caller]
    pub(crate) fn shown(&self, id: &str) -> Value {
        self.program
            .ok(&["projections", "run", "--until-caught-up"]);
        let shown = self.vendors(&["show", id, "--json"]);
        shown.documents().remove(0)
    }

    /// The types of all events of a connection.
    #[track_caller]
    pub(crate) fn events(&self, id: &str) -> Vec<String> {
        let stream = format!("vendor_connection/{id}");
        let shown = self.program.json(&["ledger", "show", &stream]).remove(0);
        let events = shown["events"].as_array().expect("a list").iter();
        events
            .map(|it| text(&it["event_type"]).to_owned())
            .collect()
    }
}

/// What connects an account at Datto RMM, but for its secrets.
pub(crate) fn connect(name: &str) -> Vec<&str> {
    of_vendors(&["connect", "datto-rmm", name, "--set", "platform=merlot"])
}

pub(crate) fn of_vendors<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [&["vendors"], args, &["--msp", MSP]].concat()
}
