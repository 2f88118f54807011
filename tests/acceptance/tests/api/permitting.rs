//! The first change in a tenant that was connected for reading leads its administrator through consent once more:
//! what is missing is known beforehand, the link lies with the change, and it goes on once consent is verified.

use std::sync::Arc;

use serde_json::{Value, json};
use tenantry_domain::approval::Approval;
use tenantry_domain::cloud::administration::SignIn;
use tenantry_domain::ids::{ApprovalId, MspId};
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::role::Role;
use tenantry_domain::text::Reason;
use tenantry_engine::approvals::{
    AccountWish, ApprovalSteps, ApprovalWish, Asked, OperationWish, UserWish,
};
use tenantry_engine::chance::SystemChance;
use tenantry_engine::clouds::Clouds as _;
use tenantry_engine::commands::Context;
use tenantry_engine::consents::WaitingApprovals as _;
use tenantry_engine::sagas::{Carrier as _, Carry, Visit};
use tenantry_simulator::{PersonSeed, Scenario};
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::client::Client;
use crate::consenting::{ADMIN, Stage, TheirClock};
use crate::stage::Northwind;

on_both_databases!(
    the_first_change_leads_through_consent,
    a_refusal_leaves_the_tenant_connected_and_the_change_waiting,
    an_invitation_lapses_and_is_asked_anew,
    what_comes_back_must_be_ours_and_of_this_tenant,
    what_the_registration_does_not_list_is_not_given,
    more_is_asked_by_whoever_may,
);

const GRACE: &str = "grace@fabrikam.onmicrosoft.com";
const APPLICATION_ADMINISTRATOR: Uuid = Uuid::from_u128(0x9b89_5d92_2cd3_44c7_9d02_a6ac_2d5e_a5c3);
const NEEDED: [&str; 2] = ["User.EnableDisableAccount.All", "User.RevokeSessions.All"];

/// Somebody works at Fabrikam, and the MSP may change its own app's registration or not.
fn scenario(keeps_registration: bool) -> Scenario {
    let mut scenario = Scenario::small();
    let partner = &mut scenario.partners[0];
    if keeps_registration {
        let scope = "Application.ReadWrite.All".to_owned();
        partner.apps[0].scopes.push(scope);
        partner.accounts[0].roles.push(APPLICATION_ADMINISTRATOR);
    }
    let fabrikam = scenario
        .customers
        .iter_mut()
        .find(|it| it.name == "Fabrikam");
    fabrikam.unwrap().people = vec![PersonSeed::new(GRACE)];
    scenario
}

/// A tenant that is connected for reading, and a change in it that somebody asked for.
struct Wish {
    stage: Stage,
    tech: Client,
    customer: String,
    id: ApprovalId,
}

impl Wish {
    async fn of(world: World, keeps_registration: bool) -> Self {
        let stage = Stage::of(world, scenario(keeps_registration)).await;
        let (tech, customer) = stage.somebody().await;
        stage.connected(&tech, &customer).await;
        let wish = Self {
            stage,
            tech,
            customer,
            id: ApprovalId::new(Uuid::now_v7()),
        };
        wish.ask().await;
        wish
    }

    async fn ask(&self) {
        let account = AccountWish {
            customer: self.customer.parse().unwrap(),
            tenant: self.stage.tenant(),
            user: UserWish::Name(GRACE.parse().unwrap()),
        };
        let wish = ApprovalWish {
            what: Asked::Operation(OperationWish::DisableUser {
                account,
                remove_licences_after_days: None,
            }),
            reason: Reason::new("she leaves on Friday").unwrap(),
        };
        let approvals = &self.stage.house.approvals;
        let asked = approvals
            .request(self.msp(), self.id, wish, by("ada"))
            .await;
        asked.unwrap();
    }

    async fn approve(&self) {
        let approvals = &self.stage.house.approvals;
        let stands = approvals.of(self.msp(), self.id).await.unwrap();
        let digest = stands.request().unwrap().plan.digest.clone();
        let approved = approvals.approve(self.msp(), self.id, digest, Role::Admin, by("ben"));
        approved.await.unwrap();
    }

    fn msp(&self) -> MspId {
        self.tech.msp
    }

    /// What a worker does when the change's turn has come.
    async fn look(&self) -> Visit {
        let house = &self.stage.house;
        let steps = ApprovalSteps::new(house.approvals.clone(), "worker");
        let clock = Arc::new(TheirClock(self.stage.there.control()));
        let engine = house.engine.clone();
        let carry =
            Carry::<Approval, _>::new(engine, steps, clock, Arc::new(SystemChance), "worker");
        carry.visit(self.msp(), &self.id.to_string(), 1).await
    }

    /// Until the table says that it waits for somebody, from where a carrier learns it.
    async fn is_seen_waiting(&self) {
        for _ in 0..600 {
            let customer = self.customer.parse().unwrap();
            let tables = &self.stage.house.projections;
            let tenant = self.stage.tenant();
            let waiting = tables.for_permissions(self.msp(), customer, tenant).await;
            if waiting.unwrap() == [self.id] {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{}", self.shown().await);
    }

    async fn shown_to(&self, client: &Client) -> Value {
        let query =
            "query($id: ID!, $p: Position) { approval(id: $id, atLeast: $p) { status waitsFor
            permissions permissionsMissing problem { code } consent { status url listed validUntil
            permissions { name why } problem { code } } } }";
        let head = self.stage.house.engine.ledger().head(self.msp()).await;
        let position = head.unwrap().position.to_string();
        let variables = json!({ "id": self.id.to_string(), "p": position });
        client.data(query, variables).await["approval"].clone()
    }

    async fn shown(&self) -> Value {
        self.shown_to(&self.tech).await
    }

    /// Approved, and looked at: it waits, and this is the link.
    async fn waits_for_consent(&self) -> String {
        self.approve().await;
        assert!(matches!(self.look().await, Visit::Again(_)));
        let shown = self.shown().await;
        assert_eq!(shown["problem"]["code"], "WRITE_PERMISSION_MISSING");
        assert_eq!(shown["waitsFor"], "SOMEBODY");
        assert_eq!(shown["consent"]["status"], "ASKED", "{shown}");
        shown["consent"]["url"].as_str().unwrap().to_owned()
    }

    async fn sign_in(&self) -> SignIn {
        let clouds = Northwind::of(&self.stage.there)
            .of(self.msp())
            .await
            .unwrap();
        let administration = &clouds.consented.administration;
        let name = GRACE.parse().unwrap();
        let found = administration.named(self.stage.tenant(), &name).await;
        found.unwrap().unwrap().sign_in
    }

    async fn is_connected(&self) {
        let (status, _) = self.tech.stands(self.stage.tenant()).await;
        assert_eq!(status, "connected");
    }
}

fn by(name: &str) -> Context {
    Context::new(Actor::user(name), Source::Cli)
}

async fn the_first_change_leads_through_consent(world: World) {
    let wish = Wish::of(world, true).await;
    let before = wish.shown().await;
    assert_eq!(before["permissions"], json!(NEEDED));
    assert_eq!(
        before["permissionsMissing"],
        json!(NEEDED),
        "known beforehand"
    );
    assert_eq!(before["consent"], Value::Null);

    let link = wish.waits_for_consent().await;
    let shown = wish.shown().await;
    assert_eq!(shown["consent"]["listed"], true);
    assert_eq!(shown["consent"]["permissions"][0]["name"], NEEDED[0]);
    assert!(shown["consent"]["permissions"][0]["why"].is_string());
    assert_eq!(shown["consent"]["url"], link, "told again at any time");
    assert_eq!(wish.sign_in().await, SignIn::Allowed, "nothing is begun");
    let viewer = wish.stage.house.somebody_of(wish.msp(), Role::Viewer).await;
    assert_eq!(wish.shown_to(&viewer).await["consent"]["url"], Value::Null);
    wish.is_seen_waiting().await;

    let query = wish.stage.walk(&link, ADMIN, "accept").await;
    let page = wish.stage.come_back(&query).await;
    assert_eq!(page.status, 200, "{page:?}");
    assert!(page.body.contains("Thank you"), "{}", page.body);
    assert_eq!(wish.stage.come_back(&query).await.status, 409, "once");
    wish.is_connected().await;
    assert_eq!(wish.shown().await["consent"]["status"], "VERIFYING");
    wish.stage.there.wait(60);
    assert_eq!(wish.stage.visit(wish.msp()).await, Visit::Rest);
    let shown = wish.shown().await;
    assert_eq!(shown["consent"]["status"], "GIVEN");
    assert_eq!(shown["permissionsMissing"], json!([]));

    // Within one look, although its pause is not over.
    assert_eq!(wish.look().await, Visit::Rest);
    assert_eq!(wish.shown().await["status"], "DONE");
    assert_eq!(wish.sign_in().await, SignIn::Blocked);
    wish.is_connected().await;
    wish.stage.end().await;
}

async fn a_refusal_leaves_the_tenant_connected_and_the_change_waiting(world: World) {
    let wish = Wish::of(world, true).await;
    let link = wish.waits_for_consent().await;
    let query = wish.stage.walk(&link, ADMIN, "cancel").await;
    let page = wish.stage.come_back(&query).await;
    assert!(page.body.contains("stays connected"), "{}", page.body);
    wish.is_connected().await;
    let shown = wish.shown().await;
    assert_eq!(shown["consent"]["status"], "REFUSED");
    assert_eq!(shown["consent"]["problem"]["code"], "CONSENT_DECLINED");
    assert_eq!(shown["consent"]["url"], Value::Null);
    // Nobody is asked again by a machine, and by a person they are.
    wish.stage.there.wait(16 * 60);
    assert!(matches!(wish.look().await, Visit::Again(_)));
    assert_eq!(wish.shown().await["consent"]["status"], "REFUSED");
    let asked = wish
        .tech
        .data(ASK, json!({ "a": wish.id.to_string(), "k": "again" }))
        .await;
    let more = &asked["consentAskMore"]["consent"]["more"];
    assert_eq!(more["status"], "ASKED", "{asked}");
    let anew = more["url"].as_str().unwrap();
    assert_ne!(anew, link);
    let query = wish.stage.walk(anew, ADMIN, "accept").await;
    wish.stage.come_back(&query).await;
    wish.is_seen_waiting().await;
    wish.stage.there.wait(60);
    assert_eq!(wish.stage.visit(wish.msp()).await, Visit::Rest);
    assert_eq!(wish.look().await, Visit::Rest);
    assert_eq!(wish.sign_in().await, SignIn::Blocked);
    wish.stage.end().await;
}

const ASK: &str =
    "mutation($a: ID!, $k: String!) { consentAskMore(input: { idempotencyKey: $k, approval: $a }) {
    consent { status more { status url } } userErrors { code } } }";

async fn an_invitation_lapses_and_is_asked_anew(world: World) {
    let wish = Wish::of(world, true).await;
    let told = wish
        .tech
        .data(ASK, json!({ "a": wish.id.to_string(), "k": "early" }))
        .await;
    let link = told["consentAskMore"]["consent"]["more"]["url"].clone();
    let link = link.as_str().unwrap().to_owned();
    let query = wish.stage.walk(&link, ADMIN, "accept").await;
    wish.stage.there.wait(7 * 24 * 60 * 60);
    let late = wish.stage.come_back(&query).await;
    assert_eq!(late.status, 410, "{late:?}");
    assert_eq!(wish.stage.visit(wish.msp()).await, Visit::Rest);
    assert_eq!(wish.shown().await["consent"]["status"], "LAPSED");
    wish.is_connected().await;
    let told = wish
        .tech
        .data(ASK, json!({ "a": wish.id.to_string(), "k": "late" }))
        .await;
    assert_eq!(told["consentAskMore"]["consent"]["more"]["status"], "ASKED");
    wish.stage.end().await;
}

async fn what_comes_back_must_be_ours_and_of_this_tenant(world: World) {
    let wish = Wish::of(world, true).await;
    let link = wish.waits_for_consent().await;
    let query = wish.stage.walk(&link, ADMIN, "accept").await;
    let forged = query.replace("state=", "state=A");
    let page = wish.stage.come_back(&forged).await;
    assert_eq!(page.status, 400);
    assert!(page.body.contains("CONSENT_STATE_FORGED"), "{}", page.body);
    assert_eq!(wish.shown().await["consent"]["status"], "ASKED");
    let (ours, theirs) = (wish.stage.tenant(), wish.stage.there.tenant("Contoso"));
    let spoofed = query.replace(&format!("tenant={ours}"), &format!("tenant={theirs}"));
    assert_ne!(spoofed, query);
    let page = wish.stage.come_back(&spoofed).await;
    assert!(
        page.body.contains("CONSENT_TENANT_DIFFERS"),
        "{}",
        page.body
    );
    let shown = wish.shown().await;
    assert_eq!(
        shown["consent"]["problem"]["code"],
        "CONSENT_TENANT_DIFFERS"
    );
    wish.is_connected().await;
    assert_eq!(wish.stage.come_back(&query).await.status, 409, "used up");
    wish.stage.end().await;
}

async fn what_the_registration_does_not_list_is_not_given(world: World) {
    let wish = Wish::of(world, false).await;
    let link = wish.waits_for_consent().await;
    assert_eq!(wish.shown().await["consent"]["listed"], false);
    let query = wish.stage.walk(&link, ADMIN, "accept").await;
    let page = wish.stage.come_back(&query).await;
    assert!(page.body.contains(NEEDED[0]), "{}", page.body);
    assert!(matches!(
        wish.stage.visit(wish.msp()).await,
        Visit::Again(_)
    ));
    wish.stage.there.wait(20 * 60);
    assert!(matches!(
        wish.stage.visit(wish.msp()).await,
        Visit::Again(_)
    ));
    let shown = wish.shown().await;
    assert_eq!(shown["consent"]["problem"]["code"], "CONSENT_NOT_COMPLETE");
    wish.stage.there.wait(24 * 60 * 60);
    assert_eq!(wish.stage.visit(wish.msp()).await, Visit::Rest);
    assert_eq!(wish.shown().await["consent"]["status"], "NOT_GIVEN");
    wish.is_connected().await;
    assert_eq!(wish.sign_in().await, SignIn::Allowed);
    wish.stage.end().await;
}

async fn more_is_asked_by_whoever_may(world: World) {
    let wish = Wish::of(world, true).await;
    let variables = json!({ "a": wish.id.to_string(), "k": "k" });
    let viewer = wish.stage.house.somebody_of(wish.msp(), Role::Viewer).await;
    assert_eq!(viewer.refused(ASK, variables.clone()).await, "ROLE_MISSING");
    let (other, _) = wish.stage.somebody().await;
    let told = other.data(ASK, variables.clone()).await;
    assert_eq!(
        told["consentAskMore"]["userErrors"][0]["code"],
        "APPROVAL_NOT_FOUND"
    );
    let in_tenant = "mutation($t: ID!, $p: [String!], $k: String!) { consentAskMore(input: {
        idempotencyKey: $k, tenant: $t, permissions: $p }) { consent { more { permissions { name } } }
        userErrors { code } } }";
    let ask = async |client: &Client, permissions: Value, key: &str| {
        let tenant = wish.stage.tenant().to_string();
        let variables = json!({ "t": tenant, "p": permissions, "k": key });
        client.data(in_tenant, variables).await["consentAskMore"].clone()
    };
    let foreign = ask(&other, json!([NEEDED[0]]), "1").await;
    assert_eq!(foreign["userErrors"][0]["code"], "CONSENT_NOT_IN_PLACE");
    for (odd, code) in [
        (json!(["Mail.ReadWrite"]), "CONSENT_PERMISSION_UNKNOWN"),
        (json!([]), "CONSENT_PERMISSION_UNKNOWN"),
        (Value::Null, "CONSENT_WISH_UNCLEAR"),
    ] {
        let told = ask(&wish.tech, odd, code).await;
        assert_eq!(told["userErrors"][0]["code"], code);
    }
    let one = ask(&wish.tech, json!([NEEDED[1]]), "one").await;
    let names = &one["consent"]["more"]["permissions"];
    assert_eq!(names, &json!([{ "name": NEEDED[1] }]));
    // What the open one was for is not forgotten with it, and is asked for once.
    let both = ask(&wish.tech, json!([NEEDED[0]]), "two").await;
    let names = &both["consent"]["more"]["permissions"];
    assert_eq!(
        names,
        &json!([{ "name": NEEDED[0] }, { "name": NEEDED[1] }])
    );
    wish.stage.end().await;
}
