//! People sign in, in a browser: by way of their own tenant, into the server and out of it again.

use serde_json::{Value, json};
use tenantry_http::{Answer as Page, Call, HeaderName, Method, Redirects};
use tenantry_simulator::{AppSeed, Scenario};
use tenantry_support::{World, on_both_databases, port};
use url::Url;

use crate::partner::{Stand, WITH_BOTH};
use crate::program::MSP;
use crate::serve::Server;

on_both_databases!(a_person_signs_in_and_out);

const ADA: &str = "ada@northwindit.onmicrosoft.com";
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

/// A server that people of Northwind IT may sign in to.
struct Site {
    stand: Stand,
    server: Server,
    origin: String,
}

impl Site {
    async fn on(world: &World) -> Self {
        let port = port::free().expect("a port");
        let origin = format!("https://localhost:{port}");
        let mut scenario = Scenario::small();
        let app = AppSeed::for_people("Tenantry", &format!("{origin}/sign-in/callback"));
        scenario.partners[0].apps.push(app);
        let app = scenario.app_id("Tenantry").to_string();
        let mut stand = Stand::of(world, scenario).await;
        let put = ["vault", "put", "--msp", NOBODY, "--app", &app, "app-secret"];
        assert_eq!(stand.run(&put, "secret of Tenantry\n").exit, 0);
        stand.serve_at(port);
        stand.set("TENANTRY_SIGN_IN_APP", app);
        let server = Server::listening(stand.start(&["serve", "--api-only"]));
        Self {
            stand,
            server,
            origin,
        }
    }

    async fn get(&self, path: &str, cookie: &str) -> Page {
        let url = Url::parse(&self.origin)
            .and_then(|it| it.join(path))
            .expect("a path");
        let call = Call::get(url, "browser").redirects(Redirects::Hand);
        self.stand.ask(with(call, "cookie", cookie)).await
    }

    async fn post(&self, path: &str, cookie: &str, headers: &[(&'static str, &str)]) -> Page {
        let url = Url::parse(&self.origin)
            .and_then(|it| it.join(path))
            .expect("a path");
        let query = json!({ "query": "{ viewer { role name } }" });
        let call = Call::new(Method::POST, url, "browser")
            .json(&query)
            .expect("JSON");
        let call = headers
            .iter()
            .fold(with(call, "cookie", cookie), |call, (name, value)| {
                with(call, name, value)
            });
        self.stand.ask(call).await
    }

    /// Who the session's bearer is, as our own page would ask.
    async fn viewer(&self, session: &str) -> Value {
        let own = [
            ("origin", self.origin.as_str()),
            ("x-requested-with", "tests"),
        ];
        self.post("/graphql", session, &own)
            .await
            .json()
            .expect("JSON")
    }

    fn operator(&self, args: &[&str]) {
        let answer = self
            .stand
            .run(&[&["access"], args, &["--msp", MSP]].concat(), "");
        assert_eq!(answer.exit, 0, "{answer:?}");
    }
}

fn with(call: Call, name: &'static str, value: &str) -> Call {
    call.header(HeaderName::from_static(name), value)
        .expect("a header")
}

/// What a browser keeps of a cookie that it was given.
#[track_caller]
fn given(page: &Page) -> String {
    let cookie = page.header("set-cookie").expect("a cookie");
    for rule in ["; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/"] {
        assert!(cookie.contains(rule), "{rule}");
    }
    assert!(cookie.starts_with("__Host-tenantry"), "{cookie}");
    cookie.split(';').next().unwrap_or_default().to_owned()
}

#[track_caller]
fn refused(page: &Page, status: u16, code: &str) {
    let text = String::from_utf8_lossy(page.text());
    assert_eq!(page.status, status, "{text}");
    assert!(text.contains(code), "{text}");
}

async fn a_person_signs_in_and_out(world: World) {
    let site = Site::on(&world).await;
    refused(
        &site.get("/sign-in?return_to=//evil.example", "").await,
        400,
        "SIGN_IN_RETURN_REFUSED",
    );
    let out = site.get("/sign-in?return_to=/customers", "").await;
    assert_eq!(out.status, 303);
    let browser = given(&out);
    let address = Url::parse(out.header("location").expect("an address")).expect("a URL");
    let back = site
        .stand
        .fill_in(&address, ADA, WITH_BOTH)
        .await
        .expect("signed in");
    let back = back[url::Position::BeforePath..].to_owned();

    // Not in another browser; and while the tenant is nobody's, not in this one either.
    refused(&site.get(&back, "").await, 401, "SIGN_IN_BROWSER_UNKNOWN");
    refused(&site.get(&back, &browser).await, 403, "HOME_TENANT_UNKNOWN");
    let tenant = site.stand.scenario.tenant_id("Northwind IT").to_string();
    site.operator(&["home-tenant", "admit", &tenant]);
    refused(
        &site.get(&back, &browser).await,
        401,
        "SIGN_IN_STATE_REPLAYED",
    );

    let out = site.get("/sign-in?return_to=/customers", "").await;
    let browser = given(&out);
    let address = Url::parse(out.header("location").expect("an address")).expect("a URL");
    let back = site
        .stand
        .fill_in(&address, ADA, WITH_BOTH)
        .await
        .expect("signed in");
    let inside = site.get(&back[url::Position::BeforePath..], &browser).await;
    assert_eq!(
        (inside.status.as_u16(), inside.header("location")),
        (303, Some("/customers"))
    );
    let session = given(&inside);

    let me = site.viewer(&session).await;
    assert_eq!(me["data"]["viewer"]["role"], "VIEWER", "{me}");
    let account = site.stand.scenario.account_id(ADA).to_string();
    site.operator(&[
        "members",
        "grant",
        &account,
        "--role",
        "admin",
        "--reason",
        "runs the team",
    ]);
    let me = site.viewer(&session).await;
    assert_eq!(
        me["data"]["viewer"]["role"], "ADMIN",
        "from the next request on: {me}"
    );

    // A stranger's page cannot ask with the cookie that the browser sends along.
    let strange = [
        ("origin", "https://evil.example"),
        ("x-requested-with", "evil"),
    ];
    refused(
        &site.post("/graphql", &session, &strange).await,
        403,
        "ORIGIN_REFUSED",
    );
    let form = [("origin", site.origin.as_str())];
    refused(
        &site.post("/graphql", &session, &form).await,
        403,
        "PREFLIGHT_MISSING",
    );
    refused(
        &site.post("/sign-out", &session, &form).await,
        403,
        "PREFLIGHT_MISSING",
    );
    assert_eq!(
        site.post("/sign-out", &session, &[("x-requested-with", "tests")])
            .await
            .status,
        204
    );
    let me = site.viewer(&session).await;
    assert_eq!(
        me["errors"][0]["extensions"]["code"], "NOT_SIGNED_IN",
        "{me}"
    );
    assert_eq!(site.server.stop().0, Some(0));
}
