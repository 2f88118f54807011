//! A tenant is connected by its administrator's consent, with the program as operators run it: one
//! process takes the administrator back and ends, another one verifies.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use tenantry_http::{Answer as Page, Call, Method, Redirects};
use tenantry_simulator::{PersonSeed, Scenario};
use tenantry_support::{World, on_both_databases, port};
use url::Url;
use uuid::Uuid;

use crate::gate::approved;
use crate::partner::{SERVICE, Stand, WITH_BOTH};
use crate::program::{Answer, CUSTOMER, MSP, text};
use crate::serve::Server;
use crate::work::{ok, until_idle};

on_both_databases!(
    a_tenant_is_connected_from_the_command_line,
    what_a_change_needs_is_asked_for_and_given,
    what_cannot_be_asked_for_is_refused,
);

const ADMIN: &str = "admin@fabrikam.onmicrosoft.com";
const CALLBACK: &str = "/api/msp-portal/tenants/callback";
const GRACE: &str = "grace@fabrikam.onmicrosoft.com";
const NEEDED: [&str; 2] = ["User.EnableDisableAccount.All", "User.RevokeSessions.All"];
const APPLICATION_ADMINISTRATOR: Uuid = Uuid::from_u128(0x9b89_5d92_2cd3_44c7_9d02_a6ac_2d5e_a5c3);

fn ask(stand: &Stand) -> Answer {
    let wanted = ["consents", "ask", "fabrikam.example", "--msp", MSP];
    stand.run(&[&wanted[..], &["--customer", CUSTOMER]].concat(), "")
}

/// The administrator accepts on the cloud's page, and is sent back to us.
async fn accept(stand: &Stand, link: &str) -> Page {
    let address = Url::parse(link).expect("a link");
    let mut fields: BTreeMap<String, String> = address.query_pairs().into_owned().collect();
    for (name, value) in [
        ("username", ADMIN),
        ("password", "practice-only"),
        ("second_factor", "on"),
        ("choice", "accept"),
    ] {
        fields.insert(name.to_owned(), value.to_owned());
    }
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let mut page = address.clone();
    page.set_query(None);
    let call = Call::new(Method::POST, page, "browser")
        .form(&fields)
        .redirects(Redirects::Hand);
    let sent = stand.ask(call).await;
    let back = sent.header("location").expect("sent back");
    assert!(back.contains(CALLBACK), "{back}");
    let back = Url::parse(back).expect("an address");
    stand.ask(Call::get(back, "browser")).await
}

#[track_caller]
fn shown(stand: &Stand) -> Value {
    let tenant = stand.scenario.tenant_id("Fabrikam").to_string();
    let answer = ok(stand, &["consents", "show", &tenant, "--json"]);
    answer.documents().remove(0)
}

async fn a_tenant_is_connected_from_the_command_line(world: World) {
    let port = port::free().expect("a port");
    let mut scenario = Scenario::small();
    let back = format!("https://localhost:{port}{CALLBACK}");
    scenario.partners[0].apps[0].redirect_uris.push(back);
    let mut stand = Stand::of(&world, scenario).await;
    stand.connected();
    ok(
        &stand,
        &["customers", "register", "Fabrikam", "--id", CUSTOMER],
    );
    let nowhere = ask(&stand);
    assert_eq!(nowhere.exit, 4, "{nowhere:?}");
    assert!(
        nowhere.err.contains("CONSENT_NOT_CONFIGURED"),
        "{nowhere:?}"
    );

    stand.serve_at(port);
    let asked = ask(&stand);
    assert_eq!(asked.exit, 0, "{asked:?}");
    let link = asked.out.lines().last().expect("a link").to_owned();
    assert_eq!(ask(&stand).out.lines().last(), Some(link.as_str()));
    let wanted = [
        "consents",
        "ask",
        "fabrikam.example",
        "--customer",
        CUSTOMER,
    ];
    let told = ok(&stand, &[&wanted[..], &["--json"]].concat()).documents();
    assert_eq!(text(&told[0]["link"]), link);
    assert_eq!(text(&told[0]["outcome"]), "already done");
    let server = Server::listening(stand.start(&["serve", "--api-only"]));
    let page = accept(&stand, &link).await;
    let said = String::from_utf8_lossy(page.text()).into_owned();
    assert_eq!(page.status, 200, "{said}");
    assert!(said.contains("Thank you"), "{said}");
    let (ended, said) = server.stop();
    assert_eq!(ended, Some(0), "{said}");

    // Whoever works next finds it, and has nothing to do any more afterwards.
    stand.control().jump(Duration::from_mins(1));
    let worked = until_idle(&stand);
    assert_eq!(worked.exit, 0, "{worked:?}");
    let told = shown(&stand);
    assert_eq!(text(&told["status"]), "connected", "{told}");
    assert_eq!(text(&told["organization"]), "Fabrikam");
    let listed = ok(&stand, &["consents", "list", "--json"]).documents();
    assert_eq!(listed, vec![told]);
    let tenant = stand.scenario.tenant_id("Fabrikam").to_string();
    let plain = ok(&stand, &["consents", "show", &tenant]);
    assert!(plain.out.contains("status        connected"), "{plain:?}");
    let again = ask(&stand);
    assert_eq!(again.exit, 3, "{again:?}");
    assert!(again.err.contains("CONSENT_IN_PLACE"), "{again:?}");
    let withdraw = ["consents", "withdraw", &tenant, "--reason", "they left"];
    let asked = ok(&stand, &[&withdraw[..], &["--json"]].concat()).documents();
    assert_eq!(text(&asked[0]["operation"]), "withdraw_consent");
    assert_eq!(text(&shown(&stand)["status"]), "connected");
    approved(&world, &asked[0]).await;
    let worked = until_idle(&stand);
    assert_eq!(worked.exit, 0, "{worked:?}");
    stand
        .program
        .ok(&["projections", "run", "--until-caught-up"]);
    assert_eq!(text(&shown(&stand)["status"]), "withdrawn");
}

/// Somebody works at Fabrikam, and our service account keeps the app's registration. Not served anywhere yet.
async fn unserved(world: &World, port: u16) -> Stand {
    let mut scenario = Scenario::small();
    let partner = &mut scenario.partners[0];
    let scope = "Application.ReadWrite.All".to_owned();
    partner.apps[0].scopes.push(scope);
    let back = format!("https://localhost:{port}{CALLBACK}");
    partner.apps[0].redirect_uris.push(back);
    let accounts = partner.accounts.iter_mut();
    for account in accounts.filter(|it| it.name == SERVICE) {
        account.roles.push(APPLICATION_ADMINISTRATOR);
    }
    let mut customers = scenario.customers.iter_mut();
    let fabrikam = customers.find(|it| it.name == "Fabrikam");
    fabrikam.expect("a customer").people = vec![PersonSeed::new(GRACE)];
    let stand = Stand::of(world, scenario).await;
    stand.connected();
    let signed_in = stand.sign_in(SERVICE, WITH_BOTH).await;
    assert_eq!(signed_in.exit, 0, "{signed_in:?}");
    let register = ["customers", "register", "Fabrikam", "--id", CUSTOMER];
    ok(&stand, &register);
    stand
}

/// The administrator goes where the link leads, and a worker verifies what came of it.
async fn accepted(stand: &Stand, link: &str) {
    let server = Server::listening(stand.start(&["serve", "--api-only"]));
    let page = accept(stand, link).await;
    let said = String::from_utf8_lossy(page.text()).into_owned();
    assert_eq!(page.status, 200, "{said}");
    let (ended, said) = server.stop();
    assert_eq!(ended, Some(0), "{said}");
    stand.control().jump(Duration::from_mins(1));
    worked(stand);
}

#[track_caller]
fn worked(stand: &Stand) {
    let worked = until_idle(stand);
    assert_eq!(worked.exit, 0, "{worked:?}");
    let program = &stand.program;
    program.ok(&["projections", "run", "--until-caught-up"]);
}

/// As the last line of standard output has it.
#[track_caller]
fn link(answer: &Answer) -> String {
    assert_eq!(answer.exit, 0, "{answer:?}");
    answer.out.lines().last().expect("a link").to_owned()
}

/// Asks for a change in the tenant that nobody permitted yet; the approval's id and digest.
#[track_caller]
fn wanted(stand: &Stand, tenant: &str) -> (String, String) {
    let ask = ["approvals", "request", "disable-user", GRACE, "--json"];
    let about = ["--customer", CUSTOMER, "--tenant", tenant];
    let asked = ok(
        stand,
        &[&ask[..], &about, &["--reason", "she left"]].concat(),
    );
    let told = &asked.documents()[0];
    let (id, digest) = (&told["id"], &told["plan"]["digest"]);
    (text(id).to_owned(), text(digest).to_owned())
}

async fn what_a_change_needs_is_asked_for_and_given(world: World) {
    let port = port::free().expect("a port");
    let mut stand = unserved(&world, port).await;
    stand.serve_at(port);
    accepted(&stand, &link(&ask(&stand))).await;
    assert_eq!(shown(&stand)["more"], Value::Null);
    let tenant = stand.scenario.tenant_id("Fabrikam").to_string();
    let (id, digest) = wanted(&stand, &tenant);

    let more = ["consents", "ask-more", "--approval", &id];
    let asked = ok(&stand, &more);
    let there = link(&asked);
    assert!(there.starts_with("https://"), "{asked:?}");
    assert!(asked.err.contains("consents here, once"), "{asked:?}");
    let told = ok(&stand, &[&more[..], &["--json"]].concat()).documents();
    assert_eq!(text(&told[0]["outcome"]), "already done");
    assert_eq!(text(&told[0]["link"]), there, "it is the same one");
    assert_eq!(told[0]["listed"], true);
    assert_eq!(told[0]["permissions"], Value::from(NEEDED.to_vec()));
    worked(&stand);
    let open = shown(&stand);
    assert_eq!(text(&open["status"]), "connected");
    assert_eq!(text(&open["more"]["status"]), "asked");
    assert_eq!(text(&open["more"]["link"]), there, "told again at any time");
    let plain = ok(&stand, &["consents", "show", &tenant]);
    for part in [&format!("link          {there}"), NEEDED[0]] {
        assert!(plain.out.contains(part), "{part} in {plain:?}");
    }
    let listed = ok(&stand, &["consents", "list", "--json"]).documents();
    assert_eq!(listed[0]["more"]["link"], Value::Null, "one by one");

    accepted(&stand, &there).await;
    let given = shown(&stand);
    assert_eq!(text(&given["more"]["status"]), "given", "{given}");
    assert_eq!(given["more"]["link"], Value::Null);
    let approve = [
        "approvals",
        "approve",
        &id,
        "--digest",
        &digest,
        "--msp",
        MSP,
    ];
    let approved = stand.run_as("ben", &approve);
    assert_eq!(approved.exit, 0, "{approved:?}");
    worked(&stand);
    let done = ok(&stand, &["approvals", "show", &id, "--json"]).documents();
    assert_eq!(text(&done[0]["status"]), "done", "{done:?}");
}

async fn what_cannot_be_asked_for_is_refused(world: World) {
    let port = port::free().expect("a port");
    let mut stand = unserved(&world, port).await;
    let tenant = stand.scenario.tenant_id("Fabrikam").to_string();
    let refused = |stand: &Stand, more: &[&str], exit: i32, code: &str| {
        let before = stand.program.ledger();
        let args = [&["consents", "ask-more", "--msp", MSP], more].concat();
        let answer = stand.run(&args, "");
        assert_eq!((answer.exit, answer.out.as_str()), (exit, ""), "{answer:?}");
        let error = format!("error[{code}]: ");
        assert!(answer.err.starts_with(&error), "{code}: {answer:?}");
        assert_eq!(stand.program.ledger(), before, "{more:?}");
    };
    let one = [tenant.as_str(), "--permission", NEEDED[0]];
    refused(&stand, &one, 4, "CONSENT_NOT_CONFIGURED");
    stand.serve_at(port);
    refused(&stand, &one, 3, "CONSENT_NOT_IN_PLACE");
    accepted(&stand, &link(&ask(&stand))).await;
    let nobodys = Uuid::now_v7().to_string();
    for (more, code) in [
        (&[][..], "CONSENT_WISH_UNCLEAR"),
        (&[tenant.as_str()][..], "CONSENT_WISH_UNCLEAR"),
        (&[&tenant, "--approval", &nobodys], "CONSENT_WISH_UNCLEAR"),
        (&["--permission", NEEDED[0]], "CONSENT_WISH_UNCLEAR"),
        (&["--approval", &nobodys], "APPROVAL_NOT_FOUND"),
        (
            &[&tenant, "--permission", "Mail.ReadWrite"],
            "CONSENT_PERMISSION_UNKNOWN",
        ),
        (&["fabrikam", "--permission", NEEDED[0]], "MALFORMED_ID"),
        (
            &[&tenant, "--permission", NEEDED[0], "--valid-days", "0"],
            "CONSENT_VALIDITY_OUT_OF_RANGE",
        ),
    ] {
        let exit = if code == "CONSENT_WISH_UNCLEAR" { 2 } else { 3 };
        refused(&stand, more, exit, code);
    }
    let archive = ["approvals", "request", "archive-customer", CUSTOMER];
    let asked = ok(
        &stand,
        &[&archive[..], &["--reason", "x", "--json"]].concat(),
    );
    let asked = asked.documents().remove(0);
    let needs_nothing = ["--approval", text(&asked["id"])];
    refused(&stand, &needs_nothing, 3, "CONSENT_PERMISSION_UNKNOWN");
    let named = ok(&stand, &[&["consents", "ask-more"][..], &one].concat());
    assert!(link(&named).starts_with("https://"), "{named:?}");
}
