//! An MSP's own tenant, connected from the command line in the simulated clouds.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdout, Stdio};
use std::time::Duration;

use serde_json::Value;
use tenantry_http::{Answer as Page, Call, Dialect, Http, Judgement, Method, Redirects, Settings};
use tenantry_simulator::{AccountTrouble, Control, Options, Order, Scenario, Simulator};
use tenantry_support::{World, on_both_databases, port};
use url::Url;
use uuid::Uuid;

use crate::gate::approved;
use crate::program::{Answer, MSP, OTHER_MSP, Program, text};

const TENANT: &str = "northwindit.onmicrosoft.com";
pub(crate) const SERVICE: &str = "service@northwindit.onmicrosoft.com";
const STRANGER: &str = "admin@contoso.onmicrosoft.com";
const SECRET: &str = "practice-secret-of-northwind";
const PASSWORD: &str = "practice-only";
const RETURN: &str = "https://localhost:8443/signed-in";
pub(crate) const WITH_BOTH: &[(&str, &str)] = &[("second_factor", "on"), ("choice", "sign-in")];

on_both_databases!(
    a_tenant_is_connected_signed_in_to_looked_at_and_disconnected,
    what_is_wrong_with_tenant_app_or_secret_is_told_and_nothing_is_kept,
    a_sign_in_that_does_not_count_is_told_and_not_recorded,
    a_connection_that_stopped_working_is_told_with_its_remedy,
    another_app_takes_the_secrets_of_the_one_before_along,
    neither_output_nor_log_nor_ledger_holds_a_secret,
    changes_are_told_here_once_that_is_registered,
);

/// An installation that reaches the simulated clouds.
pub(crate) struct Stand {
    pub(crate) program: Program,
    pub(crate) scenario: Scenario,
    simulator: Simulator,
    http: Http,
    environment: Vec<(&'static str, String)>,
}

impl Stand {
    async fn on(world: &World) -> Self {
        Self::of(world, Scenario::small()).await
    }

    pub(crate) async fn of(world: &World, scenario: Scenario) -> Self {
        let simulator = Simulator::start(&scenario, Options::default())
            .await
            .expect("simulated clouds");
        let program = Program::on(world);
        let roots = program.path("roots.pem");
        std::fs::write(&roots, simulator.authority()).expect("written");
        let there = simulator.endpoints();
        let places = [
            format!("login={}", there.login),
            format!("graph={}", there.graph),
            format!("partner_center={}", there.partner_center),
        ];
        let http = Http::new(Settings {
            extra_roots_pem: vec![simulator.authority().to_owned()],
            ..Settings::default()
        });
        Self {
            environment: vec![
                ("TENANTRY_EXTRA_ROOTS", roots),
                ("TENANTRY_ENDPOINTS", places.join(",")),
            ],
            http: http.expect("an HTTP stack"),
            program,
            scenario,
            simulator,
        }
    }

    pub(crate) fn set(&mut self, variable: &'static str, value: String) {
        self.environment.push((variable, value));
    }

    /// From here on the installation knows where it is reached.
    fn at(&mut self, public_url: &str) {
        let variable = "TENANTRY_PUBLIC_URL";
        self.environment.push((variable, public_url.to_owned()));
    }

    /// From here on it is served at a port of this machine, by a certificate that the clouds trust.
    pub(crate) fn serve_at(&mut self, port: u16) {
        let made = self.simulator.certificate_for(&["localhost"]);
        let (chain, key) = made.expect("a certificate");
        for (variable, file, pem) in [
            ("TENANTRY_TLS_CERTIFICATE", "chain.pem", chain),
            ("TENANTRY_TLS_KEY", "key.pem", key),
        ] {
            let path = self.program.path(file);
            std::fs::write(&path, pem).expect("written");
            self.environment.push((variable, path));
        }
        let listen = format!("127.0.0.1:{port}");
        self.environment.push(("TENANTRY_LISTEN", listen));
        self.at(&format!("https://localhost:{port}"));
    }

    pub(crate) fn control(&self) -> Control {
        self.simulator.control()
    }

    /// The tenant is disconnected once somebody else approved that.
    async fn left(&self, world: &World, leave: &[&str]) {
        let kept = self.secrets();
        let asked = self.run(&[leave, &["--json"]].concat(), "");
        assert_eq!(asked.exit, 0, "{asked:?}");
        assert_eq!(self.secrets(), kept, "nothing changed yet");
        approved(world, &asked.documents()[0]).await;
        let worked = self.run(&["worker", "--until-idle"], "");
        assert_eq!(worked.exit, 0, "{worked:?}");
    }

    fn app(&self) -> Uuid {
        self.scenario.app_id("Northwind Onboarding")
    }

    /// What one person begins at the machine.
    fn begin_as(&self, who: &str, args: &[&str]) -> Child {
        let environment = self.environment.iter().map(|(name, value)| (*name, value));
        let mut command = self.program.command(args);
        let command = command
            .env("USER", who)
            .envs(environment)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.spawn().expect("the program runs")
    }

    pub(crate) fn start(&self, args: &[&str]) -> Child {
        self.begin_as("ada", args)
    }

    /// Several people sit at the machine, each under a name of their own.
    pub(crate) fn run_as(&self, who: &str, args: &[&str]) -> Answer {
        let child = self.begin_as(who, args);
        child.wait_with_output().expect("it ends").into()
    }

    pub(crate) fn run(&self, args: &[&str], input: &str) -> Answer {
        let mut child = self.start(args);
        let mut stdin = child.stdin.take().expect("a pipe");
        // Who refuses early may have closed it.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        child.wait_with_output().expect("it ends").into()
    }

    fn connect(&self, tenant: &str, more: &[&str], secret: &str) -> Answer {
        let app = self.app().to_string();
        let ask = ["partner", "connect", "--msp", MSP, "--tenant", tenant];
        self.run(&[&ask[..], &["--app", &app], more].concat(), secret)
    }

    #[track_caller]
    pub(crate) fn connected(&self) {
        let answer = self.connect(TENANT, &[], &format!("{SECRET}\n"));
        assert_eq!(answer.exit, 0, "{answer:?}");
    }

    /// The status, whatever the exit code.
    fn status(&self) -> (i32, Value) {
        let answer = self.run(&["partner", "status", "--msp", MSP, "--json"], "");
        let mut documents = answer.documents();
        assert_eq!(documents.len(), 1, "{answer:?}");
        (answer.exit, documents.remove(0))
    }

    fn secrets(&self) -> Vec<String> {
        let listed = self.run(&["vault", "list", "--msp", MSP], "");
        listed.out.lines().map(str::to_owned).collect()
    }

    fn events(&self) -> Vec<String> {
        let stream = format!("partner_connection/{MSP}");
        let shown = self.program.json(&["ledger", "show", &stream]);
        let events = shown
            .first()
            .and_then(|it| it["events"].as_array().cloned());
        let events = events.unwrap_or_default();
        events
            .iter()
            .map(|event| text(&event["event_type"]).to_owned())
            .collect()
    }

    /// Signs in with `--paste`: the program waits while the pages are walked.
    pub(crate) async fn sign_in(&self, account: &str, more: &[(&str, &str)]) -> Answer {
        self.walk(account, more, &[]).await
    }

    async fn walk(&self, account: &str, more: &[(&str, &str)], flags: &[&str]) -> Answer {
        let ask = ["partner", "sign-in", "--msp", MSP, "--json", "--paste"];
        let ask = [&ask[..], &["--return-address", RETURN], flags].concat();
        let mut child = self.start(&ask);
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        let back = match invited(&mut out) {
            Some(address) => self.fill_in(&address, account, more).await,
            None => None,
        };
        let mut stdin = child.stdin.take().expect("a pipe");
        // Who was turned away on the page has nothing to paste.
        let back = back.map_or_else(String::new, |url| url.to_string());
        let _ = writeln!(stdin, "{back}");
        drop(stdin);
        ended(child, out)
    }

    /// Opens a page, fills in its form, and says where the browser is sent then.
    pub(crate) async fn fill_in(
        &self,
        address: &Url,
        account: &str,
        more: &[(&str, &str)],
    ) -> Option<Url> {
        let page = self.ask(Call::get(address.clone(), "browser")).await;
        assert_eq!(page.status, 200, "{}", String::from_utf8_lossy(page.text()));
        let asked: Vec<(String, String)> = address.query_pairs().into_owned().collect();
        let mut fields: Vec<(&str, &str)> = asked
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        fields.extend([("username", account), ("password", PASSWORD)]);
        fields.extend(more);
        let mut action = address.clone();
        action.set_query(None);
        let call = Call::new(Method::POST, action, "browser").form(&fields);
        let answer = self.ask(call.redirects(Redirects::Hand)).await;
        answer
            .header("location")
            .map(|to| Url::parse(to).expect("an address"))
    }

    pub(crate) async fn ask(&self, call: Call) -> Page {
        self.http.send(call, &Anything).await.expect("an answer")
    }
}

/// A browser judges nothing.
struct Anything;

impl Dialect for Anything {
    fn judge(&self, _: &Page) -> Judgement {
        Judgement::Good
    }
}

/// The address that the program sends its person to; none when it refused.
fn invited(out: &mut BufReader<ChildStdout>) -> Option<Url> {
    let mut line = String::new();
    out.read_line(&mut line).expect("a line");
    let document: Value = serde_json::from_str(&line).ok()?;
    Some(Url::parse(text(&document["open"])).expect("an address"))
}

/// What the program said after the invitation.
fn ended(child: Child, mut rest: BufReader<ChildStdout>) -> Answer {
    let mut out = String::new();
    rest.read_to_string(&mut out).expect("text");
    let output = child.wait_with_output().expect("it ends");
    let answer = Answer::from(output);
    Answer { out, ..answer }
}

#[track_caller]
fn refused(answer: &Answer, exit: i32, code: &str) {
    assert_eq!(answer.exit, exit, "{answer:?}");
    assert!(answer.err.contains(code), "{code} in {answer:?}");
}

fn check<'a>(status: &'a Value, name: &str) -> &'a Value {
    let mut checks = status["checks"].as_array().expect("checks").iter();
    checks
        .find(|it| it["check"] == name)
        .unwrap_or(&Value::Null)
}

async fn a_tenant_is_connected_signed_in_to_looked_at_and_disconnected(world: World) {
    let stand = Stand::on(&world).await;
    let (exit, before) = stand.status();
    assert_eq!((exit, text(&before["state"])), (1, "not connected"));
    stand.connected();
    let secret = format!("msp/{MSP}/app/{}/app-secret", stand.app());
    assert_eq!(stand.secrets(), std::slice::from_ref(&secret));
    let again = stand.connect(TENANT, &["--secret-in-vault", "--json"], "");
    assert_eq!(again.documents()[0]["outcome"], "already done", "{again:?}");

    let (exit, waiting) = stand.status();
    assert_eq!(exit, 1, "{waiting}");
    assert_eq!(check(&waiting, "app token")["result"], "ok");
    assert_eq!(check(&waiting, "sign-in")["code"], "SIGN_IN_LAPSED");

    let signed_in = stand.sign_in(SERVICE, WITH_BOTH).await;
    assert_eq!(signed_in.exit, 0, "{signed_in:?}");
    let account = stand.scenario.account_id(SERVICE).to_string();
    assert_eq!(text(&signed_in.documents()[0]["account"]), account);
    let (exit, fine) = stand.status();
    assert_eq!(exit, 0, "{fine}");
    assert_eq!(text(&fine["account"]), account);
    let names = ["app token", "sign-in", "Partner Center", "second factor"];
    for name in names {
        assert_eq!(check(&fine, name)["result"], "ok", "{fine}");
    }
    let plain = stand.run(&["partner", "status", "--msp", MSP], "");
    assert!(plain.out.contains(&account), "{plain:?}");

    let leave = ["partner", "disconnect", "--msp", MSP, "--reason", "we move"];
    let planned = stand.run(&[&leave[..], &["--dry-run"]].concat(), "");
    assert!(
        planned.out.contains(&format!("would forget {secret}")),
        "{planned:?}"
    );
    assert_eq!(stand.secrets().len(), 2);
    stand.left(&world, &leave).await;
    assert!(stand.secrets().is_empty());
    refused(&stand.run(&leave, ""), 3, "OPERATION_EMPTY");
    assert_eq!(text(&stand.status().1["state"]), "disconnected");
    let expected = ["PartnerConnected", "PartnerSignedIn", "PartnerDisconnected"];
    assert_eq!(stand.events(), expected);
}

async fn what_is_wrong_with_tenant_app_or_secret_is_told_and_nothing_is_kept(world: World) {
    let stand = Stand::on(&world).await;
    refused(&stand.connect(TENANT, &[], "wrong"), 3, "APP_SECRET_WRONG");
    let unknown = stand.connect("nowhere.example", &[], SECRET);
    refused(&unknown, 3, "TENANT_NOT_FOUND");
    let odd = stand.connect("no domain", &[], SECRET);
    refused(&odd, 3, "MALFORMED_TENANT_NAME");
    refused(&stand.connect(TENANT, &[], ""), 3, "VAULT_SECRET_EMPTY");
    let missing = stand.connect(TENANT, &["--secret-in-vault"], "");
    refused(&missing, 3, "APP_CREDENTIAL_MISSING");
    let elsewhere = stand.connect("fabrikam.onmicrosoft.com", &[], SECRET);
    refused(&elsewhere, 3, "APP_NOT_IN_TENANT");
    for command in ["sign-in", "disconnect"] {
        let reason: &[&str] = if command == "sign-in" {
            &[]
        } else {
            &["--reason", "x"]
        };
        let ask = [&["partner", command, "--msp", MSP], reason].concat();
        refused(&stand.run(&ask, ""), 3, "PARTNER_NOT_CONNECTED");
    }
    let app = stand.app();
    let order = Order::ExpireSecrets { app };
    stand.control().order(order).expect("an order");
    let expired = stand.connect(TENANT, &[], SECRET);
    refused(&expired, 3, "APP_SECRET_EXPIRED");
    assert!(stand.secrets().is_empty(), "{:?}", stand.secrets());
    assert!(stand.events().is_empty());

    let fresh = "another-secret-of-northwind";
    let secret = fresh.to_owned();
    stand
        .control()
        .order(Order::AddSecret { app, secret })
        .expect("an order");
    let file = stand.program.path("secret.txt");
    std::fs::write(&file, fresh).expect("written");
    let connected = stand.connect(TENANT, &["--secret-file", &file], "");
    assert_eq!(connected.exit, 0, "{connected:?}");
    // A wrong secret does not replace one that works, and another tenant has to wait.
    refused(&stand.connect(TENANT, &[], "wrong"), 3, "APP_SECRET_WRONG");
    let (_, status) = stand.status();
    assert_eq!(check(&status, "app token")["result"], "ok", "{status}");
    let other = stand.connect("contoso.onmicrosoft.com", &[], fresh);
    refused(&other, 3, "PARTNER_CONNECTED_ELSEWHERE");
    let foreign = ["partner", "status", "--msp", OTHER_MSP, "--json"];
    let foreign = stand.run(&foreign, "");
    assert_eq!(foreign.documents()[0]["state"], "not connected");

    // The tenant is one MSP's for as long as that is connected.
    let app = stand.app().to_string();
    let ask = ["partner", "connect", "--msp", OTHER_MSP, "--tenant", TENANT];
    let theirs = || stand.run(&[&ask[..], &["--app", &app]].concat(), fresh);
    refused(&theirs(), 3, "PARTNER_TENANT_TAKEN");
    let listed = stand.run(&["vault", "list", "--msp", OTHER_MSP], "");
    assert_eq!(listed.out, "");
    let leave = ["partner", "disconnect", "--msp", MSP, "--reason", "moved"];
    stand.left(&world, &leave).await;
    let moved = theirs();
    assert_eq!(moved.exit, 0, "{moved:?}");
}

async fn a_sign_in_that_does_not_count_is_told_and_not_recorded(world: World) {
    let stand = Stand::on(&world).await;
    stand.connected();
    let without = [("choice", "sign-in")];
    refused(&stand.sign_in(SERVICE, &without).await, 3, "MFA_REQUIRED");
    let declined = [("choice", "cancel")];
    refused(
        &stand.sign_in(SERVICE, &declined).await,
        3,
        "CONSENT_DECLINED",
    );
    let stranger = stand.sign_in(STRANGER, WITH_BOTH).await;
    refused(&stranger, 3, "ACCOUNT_NOT_IN_TENANT");
    let elsewhere = ["--return-address", "https://localhost:9/x"];
    let unregistered = ["partner", "sign-in", "--msp", MSP, "--paste"];
    let pasted = stand.run(&[&unregistered[..], &elsewhere].concat(), "hello\n");
    refused(&pasted, 2, "USAGE_INVALID");
    let forged = format!("{RETURN}?code=1.abc&state=forged.state\n");
    let forged = stand.run(&unregistered, &forged);
    refused(&forged, 3, "SIGN_IN_STATE_FORGED");
    assert_eq!(stand.secrets().len(), 1);
    assert_eq!(stand.events(), ["PartnerConnected"]);
}

async fn a_connection_that_stopped_working_is_told_with_its_remedy(world: World) {
    let stand = Stand::on(&world).await;
    stand.connected();
    assert_eq!(stand.sign_in(SERVICE, WITH_BOTH).await.exit, 0);
    let account = stand.scenario.account_id(SERVICE);
    let trouble = |on| Order::Trouble {
        account,
        trouble: AccountTrouble::MfaExpired,
        on,
    };
    stand.control().order(trouble(true)).expect("an order");
    let (exit, lapsed) = stand.status();
    assert_eq!(exit, 1, "{lapsed}");
    let found = check(&lapsed, "sign-in");
    assert_eq!(found["code"], "MFA_REQUIRED", "{lapsed}");
    assert!(text(&found["help"]).len() > 10, "{lapsed}");
    assert!(text(&found["who_acts"]).contains("MSP"), "{lapsed}");
    assert!(text(&found["correlation_id"]).len() > 10, "{lapsed}");
    assert!(text(&found["vendor_code"]).starts_with("AADSTS"));
    stand.control().order(trouble(false)).expect("an order");
    let revoke = Order::RevokeSessions { account };
    stand.control().order(revoke).expect("an order");
    let (_, revoked) = stand.status();
    assert_eq!(check(&revoked, "sign-in")["code"], "SIGN_IN_LAPSED");
    let app = stand.app();
    let expire = Order::ExpireSecrets { app };
    stand.control().order(expire).expect("an order");
    let (_, expired) = stand.status();
    assert_eq!(
        check(&expired, "app token")["code"],
        "APP_SECRET_EXPIRED",
        "{expired}"
    );
    let plain = stand.run(&["partner", "status", "--msp", MSP], "");
    for part in ["APP_SECRET_EXPIRED", "who acts: ", "→ ", "correlation id"] {
        assert!(plain.out.contains(part), "{part} in {plain:?}");
    }
}

async fn another_app_takes_the_secrets_of_the_one_before_along(world: World) {
    let mut scenario = Scenario::small();
    let mut second = scenario.partners[0].apps[0].clone();
    "Northwind Next".clone_into(&mut second.name);
    second.secret = Some("practice-secret-of-next".to_owned());
    scenario.partners[0].apps.push(second);
    let stand = Stand::of(&world, scenario).await;
    stand.connected();
    assert_eq!(stand.sign_in(SERVICE, WITH_BOTH).await.exit, 0);
    let next = stand.scenario.app_id("Northwind Next").to_string();
    let ask = ["partner", "connect", "--msp", MSP, "--tenant", TENANT];
    let more = ["--app", &next, "--access", "app"];
    let changed = stand.run(&[&ask[..], &more].concat(), "practice-secret-of-next");
    assert_eq!(changed.exit, 0, "{changed:?}");
    let expected = format!("msp/{MSP}/app/{next}/app-secret");
    assert_eq!(stand.secrets(), [expected]);
    let (exit, status) = stand.status();
    assert_eq!(exit, 0, "{status}");
    assert_eq!(check(&status, "sign-in")["result"], "warn");
    let expected = [
        "PartnerConnected",
        "PartnerSignedIn",
        "PartnerAppChanged",
        "PartnerAccessChanged",
    ];
    assert_eq!(stand.events(), expected);
}

async fn neither_output_nor_log_nor_ledger_holds_a_secret(world: World) {
    let mut stand = Stand::on(&world).await;
    stand.environment.push(("TENANTRY_LOG", "trace".to_owned()));
    let connected = stand.connect(TENANT, &[], SECRET);
    let signed_in = stand.sign_in(SERVICE, WITH_BOTH).await;
    assert_eq!((connected.exit, signed_in.exit), (0, 0), "{signed_in:?}");
    let status = stand.run(&["partner", "status", "--msp", MSP], "");
    let stream = format!("partner_connection/{MSP}");
    let ledger = stand.run(&["ledger", "show", &stream], "");
    assert!(signed_in.err.len() > 1_000, "something is logged");
    for (name, answer) in [
        ("connect", connected),
        ("sign-in", signed_in),
        ("status", status),
        ("ledger", ledger),
    ] {
        let said = format!("{}{}", answer.out, answer.err);
        // Tokens are three parts of base64; the state of a sign-in has no such beginning.
        for part in [
            SECRET,
            PASSWORD,
            "eyJhbGci",
            "eyJ0eXAi",
            "code=1.",
            "refresh_token",
        ] {
            let found = said.find(part).map(|at| said[..at].lines().next_back());
            assert_eq!(found, None, "{part} in the output of {name}");
        }
    }
}

/// The browser comes back to the program itself; whoever else knocks is sent away.
#[tokio::test(flavor = "multi_thread")]
async fn the_browser_comes_back_to_the_door() {
    let world = World::sqlite().await;
    let port = port::free().expect("a port");
    let door = format!("http://localhost:{port}/signed-in");
    let mut scenario = Scenario::small();
    let uris = &mut scenario.partners[0].apps[0].redirect_uris;
    uris.push(door.clone());
    let stand = Stand::of(&world, scenario).await;
    stand.connected();
    let ask = ["partner", "sign-in", "--msp", MSP, "--json"];
    let ask = [&ask[..], &["--return-address", &door]].concat();
    let mut child = stand.start(&ask);
    let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
    let address = invited(&mut out).expect("an invitation");
    let back = stand.fill_in(&address, SERVICE, WITH_BOTH).await;
    let back = back.expect("signed in");
    let path = format!("{}?{}", back.path(), back.query().expect("an answer"));
    for (target, status) in [
        ("/favicon.ico", "404"),
        ("/signed-in?state=forged&code=1", "400"),
        (path.as_str(), "200"),
    ] {
        let page = knock(port, target).await;
        assert!(page.starts_with(&format!("HTTP/1.1 {status}")), "{page}");
    }
    let answer = ended(child, out);
    assert_eq!(answer.exit, 0, "{answer:?}");
    assert_eq!(stand.status().0, 0);

    let taken = stand.run(
        &[
            "partner",
            "sign-in",
            "--msp",
            MSP,
            "--return-address",
            RETURN,
        ],
        "",
    );
    refused(&taken, 2, "USAGE_INVALID");
}

async fn knock(port: u16, target: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let asked = async {
        let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await?;
        let request = format!("GET {target} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut page = String::new();
        stream.read_to_string(&mut page).await?;
        Ok::<_, std::io::Error>(page)
    };
    let asked = tokio::time::timeout(Duration::from_secs(30), asked).await;
    asked.expect("in time").expect("a page")
}

#[test]
fn the_doctor_says_where_microsoft_is_and_a_slip_is_refused() {
    let program = Program::at("sqlite:unused");
    let doctor = |name: &str, value: &str| -> Answer {
        let mut command = program.command(&["doctor"]);
        command.env(name, value);
        command.output().expect("it runs").into()
    };
    let moved = doctor("TENANTRY_ENDPOINTS", "graph=https://localhost:1");
    assert!(
        moved
            .out
            .contains("global (default); graph https://localhost:1/ (environment)"),
        "{moved:?}"
    );
    let china = doctor("TENANTRY_CLOUD", "china");
    assert!(
        china.out.contains("no delegated administration"),
        "{china:?}"
    );
    refused(&doctor("TENANTRY_CLOUD", "mars"), 4, "CONFIG_INVALID");
    let plain = doctor("TENANTRY_ENDPOINTS", "login=http://localhost:1");
    refused(&plain, 4, "CONFIG_INVALID");
    let file = program.path("tenantry.toml");
    let text = "cloud = 'us-government'\n[endpoints]\nlogin = 'https://localhost:2'\n";
    std::fs::write(file, text).expect("written");
    let filed = doctor("TENANTRY_ENDPOINTS", "graph=https://localhost:1");
    let shown = "us-government (file); login https://localhost:2/ (file); graph";
    assert!(filed.out.contains(shown), "{filed:?}");
}

async fn changes_are_told_here_once_that_is_registered(world: World) {
    let mut stand = Stand::on(&world).await;
    let ask = ["partner", "webhook", "--msp", MSP, "--json"];
    refused(&stand.run(&ask, ""), 3, "APP_CREDENTIAL_MISSING");
    stand.connected();
    refused(&stand.run(&ask, ""), 3, "SIGN_IN_LAPSED");
    assert_eq!(stand.sign_in(SERVICE, WITH_BOTH).await.exit, 0);
    let register = [&ask[..], &["--register"]].concat();
    refused(&stand.run(&register, ""), 4, "CONFIG_INVALID");

    // Nobody answers there.
    let port = port::free().expect("a port");
    stand.at(&format!("https://localhost:{port}"));
    let nowhere = stand.run(&ask, "");
    assert_eq!(nowhere.exit, 1, "{nowhere:?}");
    let here = format!("https://localhost:{port}/webhooks/partner-center/{MSP}");
    let told = &nowhere.documents()[0];
    assert_eq!(text(&told["here"]), here);
    assert_eq!(told["registered"], Value::Null);

    let registered = stand.run(&register, "");
    assert_eq!(registered.exit, 0, "{registered:?}");
    let told = &registered.documents()[0];
    assert_eq!(text(&told["registered"]["address"]), here);
    assert_eq!(told["missing"], Value::Array(Vec::new()));
    assert_eq!(stand.run(&ask, "").exit, 0);

    let tried = stand.run(&[&ask[..], &["--test"]].concat(), "");
    assert_eq!(tried.exit, 1, "{tried:?}");
    assert_eq!(tried.documents()[0]["test"]["arrived"], false);

    // Another installation takes over, and says what was there before.
    stand.at("https://tenantry.example");
    let elsewhere = stand.run(&["partner", "webhook", "--msp", MSP], "");
    assert_eq!(elsewhere.exit, 1, "{elsewhere:?}");
    assert!(elsewhere.out.contains("elsewhere"), "{elsewhere:?}");
    let taken = stand.run(&register, "");
    assert_eq!(taken.exit, 0, "{taken:?}");
    assert_eq!(text(&taken.documents()[0]["replaced"]), here);
}

#[test]
fn a_public_url_is_https_and_a_host() {
    let program = Program::at("sqlite:unused");
    for odd in [
        "http://tenantry.example",
        "tenantry.example",
        "https://t.example/path",
    ] {
        let mut command = program.command(&["doctor"]);
        let output = command.env("TENANTRY_PUBLIC_URL", odd).output();
        refused(&output.expect("it runs").into(), 4, "CONFIG_INVALID");
    }
}
