//! A tenant is connected by its administrator's consent, with the program as operators run it: one
//! process takes the administrator back and ends, another one verifies.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use tenantry_http::{Answer as Page, Call, Method, Redirects};
use tenantry_simulator::Scenario;
use tenantry_support::{World, on_both_databases, port};
use url::Url;

use crate::gate::approved;
use crate::partner::Stand;
use crate::program::{Answer, CUSTOMER, MSP, text};
use crate::serve::Server;
use crate::work::{ok, until_idle};

on_both_databases!(a_tenant_is_connected_from_the_command_line);

const ADMIN: &str = "admin@fabrikam.onmicrosoft.com";
const CALLBACK: &str = "/api/msp-portal/tenants/callback";

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
