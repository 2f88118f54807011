//! The client of `docs/examples/typescript`, run against the server as it is built.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use tenantry_support::{World, on_both_databases};

use crate::program::{MSP, Program};
use crate::serve::{Server, start_at};

on_both_databases!(
    a_client_in_typescript_goes_its_walk,
    a_client_in_typescript_outlives_its_server,
);

/// What a developer of clients has: an address and a token.
struct Client<'a> {
    address: &'a str,
    token: String,
}

impl Client<'_> {
    fn start(&self, script: &str, args: &[&str]) -> Child {
        let mut command = Command::new("node");
        command
            .arg(built(script))
            .args(args)
            .env("TENANTRY_URL", format!("http://{}", self.address))
            .env("TENANTRY_TOKEN", &self.token)
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        command.spawn().expect("node runs: scripts/setup.sh node")
    }
}

/// A script of the example; `make test` builds them before it comes here.
#[track_caller]
fn built(script: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/examples/typescript/dist");
    let path = folder.join(script);
    assert!(path.exists(), "it is not built yet: make client");
    path
}

fn token(program: &Program) -> String {
    let issue = [
        "access", "tokens", "issue", "a client", "--role", "tech", "--msp", MSP,
    ];
    program.ok(&issue).trim().to_owned()
}

async fn a_client_in_typescript_goes_its_walk(world: World) {
    let program = Program::on(&world);
    let token = token(&program);
    let server = Server::listening(start_at(&program, "127.0.0.1:0", &[]));
    let address = &server.address;
    let walk = Client { address, token }.start("walk.js", &[]);
    let walked = walk.wait_with_output().expect("it ends");
    let said = String::from_utf8(walked.stdout).expect("text");
    assert!(walked.status.success(), "{said}");
    assert_eq!(said.lines().count(), 5, "{said}");
    let last = "was cut off after the first of 4 events, and missed none";
    assert_eq!(said.lines().last(), Some(last));
    assert_eq!(server.stop().0, Some(0));
}

async fn a_client_in_typescript_outlives_its_server(world: World) {
    let program = Program::on(&world);
    let token = token(&program);
    let register = |name: &str| program.ok(&["customers", "register", name, "--msp", MSP]);
    let server = Server::listening(start_at(&program, "127.0.0.1:0", &["--api-only"]));
    let address = server.address.clone();
    let client = Client {
        address: &address,
        token,
    };
    // The token's own event is the first.
    let mut follower = client.start("follow.js", &["1", "4"]);
    let mut told = BufReader::new(follower.stdout.take().expect("a pipe"));
    register("Contoso");
    assert_eq!(line(&mut told), "2 CustomerRegistered");

    assert_eq!(server.stop().0, Some(0));
    register("Fabrikam");
    let server = Server::listening(start_at(&program, &address, &["--api-only"]));
    assert_eq!(line(&mut told), "3 CustomerRegistered");
    register("Adatum");
    assert_eq!(line(&mut told), "4 CustomerRegistered");
    assert!(follower.wait().expect("it ends").success());
    assert_eq!(server.stop().0, Some(0));
}

fn line(told: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    told.read_line(&mut line).expect("text");
    line.trim_end().to_owned()
}
