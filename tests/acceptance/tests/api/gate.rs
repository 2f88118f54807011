//! What is dangerous is asked for: nothing changes before somebody else approves, and then it changes once.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};
use tenantry_domain::approval::{Approval, Ending};
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::cloud::vendor::Vendor;
use tenantry_domain::ids::{ApprovalId, CustomerId, InvitationId, MspId, TenantId};
use tenantry_domain::record::{Actor, ActorKind, Source};
use tenantry_domain::role::Role;
use tenantry_domain::tenant_consent::{
    AskConsent, NoteReturn, NoteVerified, TenantConsent, TenantConsentCommand,
};
use tenantry_domain::text::OrganizationName;
use tenantry_engine::commands::{Context, Request};
use tenantry_engine::time::SystemClock;
use tenantry_support::audit::feed;
use tenantry_support::connected::by_onboarding;
use tenantry_support::customers::ada;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::client::Client;
use crate::found::{Finder, place};
use crate::house::House;
use crate::mapping_many::preview;
use crate::transfers::held_by;

on_both_databases!(
    nothing_changes_before_somebody_approves_and_then_it_changes_once,
    what_was_not_shown_is_not_asked_for,
    suggestions_that_moved_are_asked_about_anew,
    an_invitation_that_nobody_used_is_taken_back_at_once,
);

/// Another person, who decides.
fn grace() -> Context {
    let actor = Actor {
        kind: ActorKind::User,
        id: "grace".to_owned(),
    };
    Context::new(actor, Source::Api)
}

fn id_of(told: &Value) -> ApprovalId {
    let id = told["approval"]["approvalId"].as_str();
    id.unwrap_or_else(|| panic!("no approval: {told:#}"))
        .parse()
        .unwrap()
}

async fn stands(house: &House, msp: MspId, id: ApprovalId) -> Approval {
    house.approvals.of(msp, id).await.unwrap()
}

pub(crate) async fn approve(house: &House, msp: MspId, id: ApprovalId) {
    let stands = stands(house, msp, id).await;
    let digest = stands.request().unwrap().plan.digest.clone();
    let approved = house
        .approvals
        .approve(msp, id, digest, Role::Admin, grace());
    approved.await.unwrap();
}

/// Somebody else approves what a mutation asked for, and a worker carries it out. How far the ledger is then.
pub(crate) async fn granted(house: &House, client: &Client, told: &Value) -> Value {
    let id = id_of(told);
    approve(house, client.msp, id).await;
    house.carry(client.msp, id).await;
    let stands = stands(house, client.msp, id).await;
    assert!(
        matches!(stands, Approval::Ended(_, Ending::Done)),
        "{stands:?}"
    );
    client.head().await
}

/// A mutation that asks, the fields of its input, and the event that tells of the change.
struct Gated {
    field: &'static str,
    input: Value,
    event: &'static str,
}

impl Gated {
    fn of(field: &'static str, event: &'static str, input: Value) -> Self {
        Self {
            field,
            input,
            event,
        }
    }

    async fn ask(&self, client: &Client) -> Value {
        ask(client, self.field, self.input.clone()).await
    }
}

async fn ask(client: &Client, field: &str, mut input: Value) -> Value {
    let (first, rest) = field.split_at(1);
    let kind = format!("{}{rest}", first.to_uppercase());
    let query = format!(
        "mutation($i: {kind}Input!) {{ {field}(input: $i) {{ approval {{ approvalId status }}
            receipt {{ outcome position }} userErrors {{ code path }} }} }}"
    );
    input["reason"] = json!("they left");
    if input.get("idempotencyKey").is_none() {
        input["idempotencyKey"] = json!(field);
    }
    client.data(&query, json!({ "i": input })).await[field].clone()
}

async fn uuid_of(client: &Client, customer: &str) -> CustomerId {
    let query = "query($id: ID!) { customer(id: $id) { customerId } }";
    let told = client.data(query, json!({ "id": customer })).await;
    let id = told["customer"]["customerId"].as_str().unwrap();
    id.parse().unwrap()
}

async fn tell(house: &House, msp: MspId, tenant: TenantId, command: TenantConsentCommand) {
    let request = Request::<TenantConsent> {
        msp,
        id: tenant.to_string(),
        command,
        context: ada(),
    };
    house.engine.execute(request).await.unwrap();
}

/// An open invitation to a customer's tenant.
async fn invited(house: &House, client: &Client) -> (TenantId, InvitationId) {
    let (customer, _) = client.register("Fabrikam").await;
    let customer_id = uuid_of(client, &customer).await;
    let tenant_id = TenantId::new(Uuid::now_v7());
    let invitation = InvitationId::new(Uuid::now_v7());
    let command = TenantConsentCommand::Ask(Box::new(AskConsent {
        customer_id,
        tenant_id,
        app: AppId::new(Uuid::now_v7()),
        valid_days: 7,
        permissions: Vec::new(),
        invitation,
        correlation_id: None,
        at: 1,
    }));
    tell(house, client.msp, tenant_id, command).await;
    (tenant_id, invitation)
}

/// A tenant that was connected by consent.
async fn consented(house: &House, client: &Client) -> TenantId {
    let (tenant, invitation) = invited(house, client).await;
    let returned = NoteReturn {
        invitation,
        tenant,
        at: 2,
    };
    let verified = NoteVerified {
        invitation,
        organization: OrganizationName::new("Fabrikam").unwrap(),
        domains: Vec::new(),
        domain_count: 0,
        at: 3,
    };
    for command in [
        TenantConsentCommand::NoteReturn(returned),
        TenantConsentCommand::NoteVerified(verified),
    ] {
        tell(house, client.msp, tenant, command).await;
    }
    tenant
}

async fn suggested(house: &House, client: &Client, name: &str) {
    client.register(name).await;
    let finder = Finder::at(house, client.msp);
    finder.account(Vendor::Autotask, 1, name, name).await;
}

/// One of each, ready to be asked for.
async fn all(house: &House, admin: &Client) -> Vec<Gated> {
    let (customer, _) = admin.register("Adatum").await;
    let connect = "mutation { vendorConnect(input: { idempotencyKey: \"v\", vendor: \"it-glue\",
        name: \"IT Glue\", secrets: [{ name: \"api-key\", value: \"ours\" }] }) { connection { id } } }";
    let vendor = admin.data(connect, json!({})).await["vendorConnect"]["connection"]["id"].clone();
    let consented = consented(house, admin).await.to_string();
    let (held, _) = held_by(admin).await;
    let other = house.somebody(Role::Admin).await;
    let (theirs, _) = other.register("Contoso of theirs").await;
    let wanted = json!({ "idempotencyKey": "r", "tenant": held, "customer": theirs, "reason": "they chose us" });
    let query = "mutation($i: TenantTransferRequestInput!) { tenantTransferRequest(input: $i) {
        userErrors { code } } }";
    other.data(query, json!({ "i": wanted })).await;
    let managed = TenantId::new(Uuid::now_v7());
    let proseware = (CustomerId::new(Uuid::now_v7()), "Proseware");
    let clock = Arc::new(SystemClock);
    by_onboarding(&house.engine, clock, admin.msp, proseware, managed).await;
    suggested(house, admin, "Northwind Traders").await;
    let token = preview(admin, 90, 1).await["token"].clone();
    vec![
        Gated::of(
            "customerArchive",
            "CustomerArchived",
            json!({ "id": customer }),
        ),
        Gated::of(
            "vendorDisconnect",
            "VendorDisconnected",
            json!({ "id": vendor }),
        ),
        Gated::of(
            "consentWithdraw",
            "ConsentWithdrawn",
            json!({ "tenant": consented }),
        ),
        Gated::of(
            "onboardingEndAccess",
            "AccessEndRequested",
            json!({ "tenant": managed.to_string() }),
        ),
        Gated::of(
            "tenantTransferApprove",
            "TransferApproved",
            json!({ "tenant": held, "number": 1 }),
        ),
        Gated::of(
            "recordsBulkAccept",
            "RecordLinked",
            json!({ "above": 90, "connection": place(1), "token": token }),
        ),
    ]
}

/// What is on record of an MSP, and of the installation; but for wishes that were refused, which change nothing.
async fn recorded(house: &House, msp: MspId) -> Vec<String> {
    let mut types = Vec::new();
    for msp in [msp, MspId::INSTALLATION] {
        let events = feed(&**house.engine.ledger(), msp).await;
        let events = events.into_iter().map(|it| it.event_type);
        types.extend(events.filter(|it| it != "ApprovalWishRefused"));
    }
    types
}

fn count(types: &[String], event: &str) -> usize {
    types.iter().filter(|it| *it == event).count()
}

async fn nothing_changes_before_somebody_approves_and_then_it_changes_once(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    let gated = all(&house, &admin).await;
    every_gated_mutation_is_here(&admin, &gated).await;
    for it in &gated {
        let field = it.field;
        let before = recorded(&house, admin.msp).await;
        let asked = it.ask(&admin).await;
        assert_eq!(asked["userErrors"], json!([]), "{field} {asked:#}");
        assert_eq!(asked["approval"]["status"], "WAITING", "{field}");
        assert_eq!(asked["receipt"]["outcome"], "RECORDED", "{field}");
        let (again, id) = (it.ask(&admin).await, id_of(&asked));
        assert_eq!(again["receipt"]["outcome"], "REPLAYED", "{field}");
        assert_eq!(id_of(&again), id, "{field}");
        // A worker that comes by has nothing to do, and whoever asked does not decide.
        house.carry(admin.msp, id).await;
        let digest = stands(&house, admin.msp, id).await;
        let digest = digest.request().unwrap().plan.digest.clone();
        let mut own = grace();
        own.actor = asker(&house, &admin, id).await;
        let own = house
            .approvals
            .approve(admin.msp, id, digest, Role::Admin, own);
        assert_eq!(own.await.unwrap_err().code(), "APPROVAL_OF_OWN_REQUEST");
        house.carry(admin.msp, id).await;
        let waiting = recorded(&house, admin.msp).await;
        assert_eq!(waiting.len(), before.len() + 1, "{field} {waiting:?}");
        assert_eq!(
            count(&waiting, "ApprovalRequested"),
            count(&before, "ApprovalRequested") + 1,
            "{field}"
        );

        granted(&house, &admin, &asked).await;
        let once = recorded(&house, admin.msp).await;
        assert_eq!(
            count(&once, it.event),
            count(&before, it.event) + 1,
            "{field}"
        );
        // Neither the worker nor whoever asks again does it twice.
        house.carry(admin.msp, id).await;
        let again = it.ask(&admin).await;
        assert_eq!(again["receipt"]["outcome"], "REPLAYED", "{field} {again:#}");
        assert_eq!(id_of(&again), id, "{field}");
        assert_eq!(recorded(&house, admin.msp).await, once, "{field}");
    }
    house.end().await;
}

/// As whom a request is on record.
async fn asker(house: &House, client: &Client, id: ApprovalId) -> Actor {
    let stands = stands(house, client.msp, id).await;
    let id = stands.request().unwrap().requester.id.clone();
    Actor {
        kind: ActorKind::Service,
        id,
    }
}

/// Whatever says that somebody approves first is tried here. What is asked for as an approval has tests of
/// its own.
async fn every_gated_mutation_is_here(admin: &Client, gated: &[Gated]) {
    let all = "{ __schema { mutationType { fields { name description } } } }";
    let told = admin.data(all, json!({})).await["__schema"]["mutationType"]["fields"].clone();
    let mut asks = BTreeSet::new();
    for field in told.as_array().unwrap() {
        let name = field["name"].as_str().unwrap();
        let text = field["description"].as_str().unwrap().to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let is_gated = words.join(" ").contains("nothing changes until");
        let by_itself = name.starts_with("approval") || name.starts_with("procedure");
        if is_gated && !by_itself {
            asks.insert(name);
        }
    }
    let tried: BTreeSet<&str> = gated.iter().map(|it| it.field).collect();
    assert_eq!(tried, asks);
}

/// What nobody was shown, or what is not there.
fn unshown(token: &Value) -> Vec<(&'static str, Value, &'static str)> {
    let nowhere = Uuid::now_v7().to_string();
    let accept = |above: i32, token: &Value| {
        json!({ "idempotencyKey": "k", "above": above,
        "connection": place(1), "token": token })
    };
    vec![
        (
            "recordsBulkAccept",
            accept(90, &json!("guessed")),
            "PREVIEW_STALE",
        ),
        ("recordsBulkAccept", accept(80, token), "PREVIEW_STALE"),
        (
            "recordsBulkAccept",
            accept(101, token),
            "SCORE_OUT_OF_RANGE",
        ),
        (
            "recordsBulkAccept",
            accept(90, &json!("x".repeat(201))),
            "INVALID_TEXT",
        ),
        (
            "customerArchive",
            json!({ "id": nowhere }),
            "CUSTOMER_NOT_FOUND",
        ),
        (
            "vendorDisconnect",
            json!({ "id": nowhere }),
            "VENDOR_NOT_CONNECTED",
        ),
        (
            "consentWithdraw",
            json!({ "tenant": nowhere }),
            "CONSENT_NOT_FOUND",
        ),
        (
            "onboardingEndAccess",
            json!({ "tenant": nowhere }),
            "ONBOARDING_NOT_FOUND",
        ),
        (
            "tenantTransferApprove",
            json!({ "tenant": nowhere, "number": 1 }),
            "TRANSFER_NOT_FOUND",
        ),
    ]
}

async fn what_was_not_shown_is_not_asked_for(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    suggested(&house, &admin, "Northwind Traders").await;
    let shown = preview(&admin, 90, 1).await;
    let before = recorded(&house, admin.msp).await;
    for (field, input, code) in unshown(&shown["token"]) {
        let told = ask(&admin, field, input).await;
        assert_eq!(told["userErrors"][0]["code"], code, "{field} {told:#}");
        assert_eq!(told["approval"], Value::Null);
    }
    nobody_asks_without_a_reason(&admin).await;
    assert_eq!(recorded(&house, admin.msp).await, before);
    // What is so already needs nobody.
    let (customer, _) = admin.register("Adatum").await;
    let archive = json!({ "idempotencyKey": "a1", "id": customer });
    let asked = ask(&admin, "customerArchive", archive).await;
    granted(&house, &admin, &asked).await;
    let archive = json!({ "idempotencyKey": "a2", "id": customer });
    let told = ask(&admin, "customerArchive", archive).await;
    assert_eq!(told["userErrors"][0]["code"], "OPERATION_EMPTY");
    house.end().await;
}

async fn nobody_asks_without_a_reason(admin: &Client) {
    let empty = "mutation($id: ID!) { customerArchive(input: { idempotencyKey: \"e\", id: $id, reason: \" \" }) {
        userErrors { code path } } }";
    let told = admin.data(empty, json!({ "id": Uuid::now_v7() })).await;
    let error = &told["customerArchive"]["userErrors"][0];
    assert_eq!(
        *error,
        json!({ "code": "INVALID_TEXT", "path": ["input", "reason"] })
    );
}

async fn suggestions_that_moved_are_asked_about_anew(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    suggested(&house, &admin, "Northwind Traders").await;
    let shown = preview(&admin, 90, 1).await["token"].clone();
    let input = json!({ "above": 90, "connection": place(1), "token": shown });
    let asked = ask(&admin, "recordsBulkAccept", input).await;
    let (msp, id) = (admin.msp, id_of(&asked));
    let first = stands(&house, msp, id).await;
    assert_eq!(first.request().unwrap().preview(), shown.as_str());
    // One more comes while it waits: what was approved is not what would be linked.
    suggested(&house, &admin, "Lamna Healthcare").await;
    let now = preview(&admin, 90, 2).await["token"].clone();
    approve(&house, msp, id).await;
    house.carry(msp, id).await;
    let moved = stands(&house, msp, id).await;
    let Approval::Waiting(request) = &moved else {
        panic!("it waits again: {moved:?}");
    };
    assert_eq!((request.revision, request.preview()), (2, now.as_str()));
    assert_eq!(count(&recorded(&house, msp).await, "RecordLinked"), 0);
    // Once that is approved, exactly that is linked.
    granted(&house, &admin, &asked).await;
    assert_eq!(count(&recorded(&house, msp).await, "RecordLinked"), 2);
    house.end().await;
}

async fn an_invitation_that_nobody_used_is_taken_back_at_once(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let (tenant, _) = invited(&house, &tech).await;
    let withdraw = json!({ "tenant": tenant.to_string() });
    let told = ask(&tech, "consentWithdraw", withdraw.clone()).await;
    assert_eq!(told["userErrors"], json!([]), "{told:#}");
    assert_eq!(told["approval"], Value::Null);
    let types = recorded(&house, tech.msp).await;
    assert_eq!(count(&types, "ConsentWithdrawn"), 1);
    assert_eq!(count(&types, "ApprovalRequested"), 0);
    let again = ask(&tech, "consentWithdraw", withdraw).await;
    assert_eq!(again["receipt"]["outcome"], "REPLAYED");
    house.end().await;
}
