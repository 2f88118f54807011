//! Procedures that are followed: foreseen, started, read, stopped and undone.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::ids::{CustomerId, ProcedureId, ProcedureRunId, TenantId};
use tenantry_domain::procedure::{
    DefineProcedure, Definition, InputKind, InputSpec, OperationTemplate, Procedure,
    ProcedureCommand, ProcedureStep, UserField,
};
use tenantry_domain::role::Role;
use tenantry_domain::text::{InputLabel, ProcedureName, StepTitle};
use tenantry_engine::commands::Request;
use tenantry_engine::procedure_runs::RunCarrier;
use tenantry_engine::sagas::{Carrier as _, Visit};
use tenantry_engine::time::SystemClock;
use tenantry_support::customers::ada;
use tenantry_support::{World, connected, on_both_databases};
use uuid::Uuid;

use crate::client::Client;
use crate::house::House;

on_both_databases!(
    a_run_is_foreseen_started_and_read,
    a_run_is_stopped_and_what_does_not_fit_is_refused,
    a_token_that_ended_asks_for_nothing_more,
);

/// A customer that is to go: its consent is given up, then its file is archived.
struct Leaving {
    procedure: ProcedureId,
    customer: CustomerId,
    tenant: TenantId,
}

fn step(key: &str, operation: OperationTemplate, after: &[&str]) -> ProcedureStep {
    ProcedureStep {
        key: key.parse().unwrap(),
        title: StepTitle::new(&format!("Do {key}")).unwrap(),
        operation,
        after: after
            .iter()
            .map(|it| it.parse().unwrap())
            .collect::<BTreeSet<_>>(),
    }
}

async fn define(house: &House, client: &Client, definition: Definition) -> ProcedureId {
    let id = ProcedureId::new(Uuid::now_v7());
    let request = Request::<Procedure> {
        msp: client.msp,
        id: id.to_string(),
        command: ProcedureCommand::Define(DefineProcedure { definition }),
        context: ada(),
    };
    house.engine.execute(request).await.unwrap();
    id
}

impl Leaving {
    async fn of(house: &House, client: &Client) -> Self {
        let customer = CustomerId::new(Uuid::now_v7());
        let tenant = TenantId::new(Uuid::now_v7());
        let app = AppId::new(Uuid::from_u128(5));
        let clock = Arc::new(SystemClock);
        let named = (customer, "Contoso");
        connected::by_consent(&house.engine, clock, client.msp, named, tenant, app).await;
        let definition = Definition {
            name: ProcedureName::new("Let a customer go").unwrap(),
            description: None,
            inputs: Vec::new(),
            steps: vec![
                step("consent", OperationTemplate::WithdrawConsent {}, &[]),
                step(
                    "archive",
                    OperationTemplate::ArchiveCustomer {},
                    &["consent"],
                ),
            ],
        };
        let procedure = define(house, client, definition).await;
        Self {
            procedure,
            customer,
            tenant,
        }
    }

    fn input(&self) -> Value {
        json!({ "procedure": self.procedure.to_string(), "customer": self.customer.to_string(),
            "tenant": self.tenant.to_string() })
    }

    async fn start(&self, client: &Client, key: &str) -> Value {
        let mut input = self.input();
        input["idempotencyKey"] = json!(key);
        input["reason"] = json!("they leave us");
        let query = "mutation($i: ProcedureRunStartInput!) { procedureRunStart(input: $i) {
            run { id runId status } receipt { outcome position } userErrors { code path } } }";
        client.data(query, json!({ "i": input })).await["procedureRunStart"].clone()
    }
}

/// What a worker does with a run when its turn comes.
async fn visit(house: &House, client: &Client, run: &Value) -> Visit {
    let carrier = RunCarrier::new(house.runs.clone(), "worker");
    carrier.visit(client.msp, run.as_str().unwrap(), 1).await
}

const SHOWN: &str = "query($id: ID!, $p: Position) { procedureRun(id: $id, atLeast: $p) {
    id version status stepsDone stepsAll reason stoppedStep stopReason startedBy { kind actor }
    stoppedBy { kind } problem { code } procedure { name runs { edges { node { id } } } }
    customer { name } undoing { id } answers { question value { text standing } }
    steps { key title after status approvalId problem { code } approval { kind status requester { actor } } } } }";

async fn shown(client: &Client, run: &Value) -> Value {
    let variables = json!({ "id": run, "p": client.head().await });
    client.data(SHOWN, variables).await["procedureRun"].clone()
}

/// A run of theirs, for whoever must not see it.
pub(crate) async fn started(house: &House, theirs: &Client) -> Value {
    let leaving = Leaving::of(house, theirs).await;
    leaving.start(theirs, "run").await["run"]["id"].clone()
}

async fn a_run_is_foreseen_started_and_read(world: World) {
    let house = House::on(world).await;
    let client = house.somebody(Role::Tech).await;
    let leaving = Leaving::of(&house, &client).await;
    let query = "query($i: ProcedureRunPreviewInput!) { procedureRunPreview(input: $i) { userErrors { code }
        steps { key title after kind sentence problem { code } changes { aspect before { text } after { text } } } } }";
    let told = client.data(query, json!({ "i": leaving.input() })).await;
    let steps = &told["procedureRunPreview"]["steps"];
    assert_eq!(steps[0]["kind"], "WITHDRAW_CONSENT", "{told:#}");
    assert_eq!(steps[0]["changes"][0]["aspect"], "STANDING");
    assert_eq!(steps[1]["after"], json!(["consent"]));

    let begun = leaving.start(&client, "run").await;
    assert_eq!(begun["userErrors"], json!([]), "{begun:#}");
    assert_eq!(begun["run"]["status"], "RUNNING");
    assert_eq!(begun["receipt"]["outcome"], "RECORDED");
    let again = leaving.start(&client, "run").await;
    assert_eq!(again["run"]["id"], begun["run"]["id"]);
    assert_eq!(again["receipt"]["outcome"], "REPLAYED");

    let run = &begun["run"]["runId"];
    assert_eq!(visit(&house, &client, run).await, Visit::Rest);
    let told = shown(&client, run).await;
    assert_eq!(told["steps"][0]["status"], "ASKED", "{told:#}");
    assert_eq!(told["steps"][0]["approval"]["status"], "WAITING");
    assert_eq!(told["steps"][1]["status"], "LATER");
    assert_eq!(told["steps"][1]["approval"], Value::Null);
    assert_eq!(told["startedBy"]["kind"], "SERVICE");
    let (by, asked_by) = (&told["startedBy"]["actor"], &told["steps"][0]["approval"]);
    assert_eq!(asked_by["requester"]["actor"], *by);
    assert_eq!(
        (&told["version"], &told["stepsAll"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(
        told["procedure"]["runs"]["edges"][0]["node"]["id"],
        told["id"]
    );
    assert_eq!(told["customer"]["name"], "Contoso");

    let list = "query($c: ID!, $p: ID!) { procedureRuns(filter: { customer: $c, procedure: $p, status: RUNNING }) {
        edges { node { id } } }}";
    let filter = json!({ "c": leaving.customer.to_string(), "p": leaving.procedure.to_string() });
    let listed = client.data(list, filter).await;
    assert_eq!(
        listed["procedureRuns"]["edges"][0]["node"]["id"],
        told["id"]
    );
    let node = "query($id: ID!) { node(id: $id) { ... on ProcedureRun { status } } }";
    let node = client.data(node, json!({ "id": told["id"] })).await;
    assert_eq!(node["node"]["status"], "RUNNING");
    house.end().await;
}

async fn told(client: &Client, field: &str, run: &Value, key: &str) -> Value {
    let query = format!(
        "mutation($id: ID!) {{ {field}(input: {{ idempotencyKey: \"{key}\", reason: \"no more\", id: $id }}) {{
        run {{ status }} receipt {{ outcome }} userErrors {{ code }} }} }}"
    );
    client.data(&query, json!({ "id": run })).await[field].clone()
}

async fn a_run_is_stopped_and_what_does_not_fit_is_refused(world: World) {
    let house = House::on(world).await;
    let client = house.somebody(Role::Admin).await;
    let leaving = Leaving::of(&house, &client).await;
    let begun = leaving.start(&client, "run").await;
    let run = &begun["run"]["id"];
    visit(&house, &client, &begun["run"]["runId"]).await;
    let early = told(&client, "procedureRunUndo", run, "early").await;
    assert_eq!(early["userErrors"][0]["code"], "PROCEDURE_RUN_UNDER_WAY");
    let stopped = told(&client, "procedureRunStop", run, "stop").await;
    assert_eq!(stopped["run"]["status"], "STOPPED", "{stopped:#}");
    let again = told(&client, "procedureRunStop", run, "stop").await;
    assert_eq!(again["receipt"]["outcome"], "REPLAYED");
    let nothing = told(&client, "procedureRunUndo", run, "late").await;
    assert_eq!(nothing["userErrors"][0]["code"], "APPROVAL_NOTHING_TO_UNDO");
    let seen = shown(&client, run).await;
    assert_eq!(seen["stopReason"], "no more");
    assert_eq!(seen["stoppedBy"]["kind"], "SERVICE");
    // What was asked for is still for people to decide about.
    assert_eq!(seen["steps"][0]["approval"]["status"], "WAITING");

    let mut input = leaving.input();
    input["idempotencyKey"] = json!("unfit");
    input["reason"] = json!("they leave us");
    let query = "mutation($i: ProcedureRunStartInput!) { procedureRunStart(input: $i) {
        run { id } userErrors { code path } } }";
    for (field, value, code) in [
        ("customer", json!(Uuid::now_v7()), "CUSTOMER_NOT_FOUND"),
        ("tenant", json!(Uuid::now_v7()), "TENANT_OF_ANOTHER"),
        ("procedure", json!(Uuid::now_v7()), "PROCEDURE_NOT_FOUND"),
        ("version", json!(7), "PROCEDURE_VERSION_OUTDATED"),
        (
            "answers",
            json!([{ "question": "who", "value": { "days": 3 } }]),
            "PROCEDURE_INPUT_UNKNOWN",
        ),
        (
            "answers",
            json!([{ "question": "W", "value": { "days": 3 } }]),
            "MALFORMED_KEY",
        ),
        (
            "answers",
            json!([{ "question": "who", "value": { "country": "Atlantis" } }]),
            "MALFORMED_COUNTRY",
        ),
        (
            "answers",
            json!([{ "question": "who", "value": { "text": " " } }]),
            "PERSON_TEXT_INVALID",
        ),
        ("reason", json!(""), "INVALID_TEXT"),
    ] {
        let mut unfit = input.clone();
        unfit[field] = value;
        let answer = client.data(query, json!({ "i": unfit })).await;
        let answer = &answer["procedureRunStart"];
        assert_eq!(answer["userErrors"][0]["code"], code, "{answer:#}");
        assert_eq!(answer["run"], Value::Null);
    }
    let none = json!(Uuid::now_v7());
    let unknown = told(&client, "procedureRunStop", &none, "none").await;
    assert_eq!(unknown["userErrors"][0]["code"], "PROCEDURE_RUN_NOT_FOUND");
    house.end().await;
}

async fn a_token_that_ended_asks_for_nothing_more(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    let tech = house.somebody_of(admin.msp, Role::Tech).await;
    let inputs = vec![InputSpec {
        key: "who".parse().unwrap(),
        label: InputLabel::new("Who").unwrap(),
        kind: InputKind::User,
    }];
    let enable = OperationTemplate::EnableUser {
        user: UserField::Input("who".parse().unwrap()),
    };
    // Whom it is about has to be looked up in a cloud, and here is none: nothing is started.
    let definition = Definition {
        name: ProcedureName::new("Let somebody in").unwrap(),
        description: None,
        inputs,
        steps: vec![step("enable", enable, &[])],
    };
    let leaving = Leaving::of(&house, &tech).await;
    let other = Leaving {
        procedure: define(&house, &tech, definition).await,
        ..leaving
    };
    let mut input = other.input();
    input["idempotencyKey"] = json!("cloudless");
    input["reason"] = json!("she is back");
    input["answers"] =
        json!([{ "question": "who", "value": { "user": { "name": "ada@contoso.example" } } }]);
    let query =
        "mutation($i: ProcedureRunStartInput!) { procedureRunStart(input: $i) { run { id } } }";
    let refused = tech.refused(query, json!({ "i": input })).await;
    assert_eq!(refused, "APP_CREDENTIAL_MISSING");

    let leaving = Leaving::of(&house, &tech).await;
    let begun = leaving.start(&tech, "run").await;
    let run = &begun["run"]["runId"];
    let seen = shown(&tech, run).await;
    let token = &seen["startedBy"]["actor"];
    let revoke = "mutation($t: ID!) { serviceTokenRevoke(input: { idempotencyKey: \"r\", token: $t,
        reason: \"lost\" }) { userErrors { code } } }";
    let revoked = admin.data(revoke, json!({ "t": token })).await;
    assert_eq!(revoked["serviceTokenRevoke"]["userErrors"], json!([]));
    assert_eq!(visit(&house, &admin, run).await, Visit::Rest);
    let seen = shown(&admin, run).await;
    assert_eq!(seen["status"], "STOPPED", "{seen:#}");
    assert_eq!(seen["stoppedStep"], "consent");
    assert_eq!(seen["problem"]["code"], "PROCEDURE_RUN_RIGHT_GONE");
    assert_eq!(seen["steps"][0]["status"], "NOT_ASKED");
    assert_eq!(seen["steps"][0]["approval"], Value::Null);
    let id: ProcedureRunId = run.as_str().unwrap().parse().unwrap();
    assert!(house.runs.of(admin.msp, id).await.unwrap().run().is_some());
    house.end().await;
}
