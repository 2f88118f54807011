//! What people read of procedures.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tenantry_domain::approval::{Decider, Person, PersonKind};
use tenantry_domain::cloud::directory::SkuId;
use tenantry_domain::ids::ProcedureId;
use tenantry_domain::procedure::{
    DefineProcedure, Definition, Field, InputKind, InputSpec, Limits, MarkStepLowRisk,
    OperationTemplate, Procedure, ProcedureCommand, ProcedureStep, RetireProcedure, UserField,
    UserTemplate,
};
use tenantry_domain::role::Role;
use tenantry_domain::saga::days;
use tenantry_domain::text::{InputLabel, ProcedureName, Reason, ShownText, StepTitle};
use tenantry_engine::commands::Request;
use tenantry_engine::time::{Clock as _, SystemClock};
use tenantry_support::customers::ada;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::client::Client;
use crate::house::House;

on_both_databases!(
    a_procedure_is_read_with_its_steps_and_marks,
    procedures_are_listed_by_name,
);

fn input(key: &str, kind: InputKind) -> InputSpec {
    InputSpec {
        key: key.parse().unwrap(),
        label: InputLabel::new(key).unwrap(),
        kind,
    }
}

fn step(key: &str, operation: OperationTemplate, after: &[&str]) -> ProcedureStep {
    ProcedureStep {
        key: key.parse().unwrap(),
        title: StepTitle::new(key).unwrap(),
        operation,
        after: after.iter().map(|it| it.parse().unwrap()).collect(),
    }
}

fn skus() -> BTreeSet<SkuId> {
    [SkuId::new(Uuid::from_u128(7))].into()
}

fn newcomer(name: &str) -> Definition {
    let create = OperationTemplate::CreateUser(Box::new(UserTemplate {
        name: "name".parse().unwrap(),
        display_name: "called".parse().unwrap(),
        given_name: None,
        surname: None,
        job_title: None,
        department: Some(Field::Fixed(ShownText::new("Sales").unwrap())),
        usage_location: Field::Input("country".parse().unwrap()),
        licences: Field::Fixed(BTreeSet::new()),
    }));
    let license = OperationTemplate::AssignLicences {
        user: UserField::MadeBy("create".parse().unwrap()),
        licences: Field::Fixed(skus()),
        usage_location: None,
    };
    Definition {
        name: ProcedureName::new(name).unwrap(),
        description: None,
        inputs: vec![
            input("name", InputKind::Text),
            input("called", InputKind::Text),
            input("country", InputKind::Country),
        ],
        steps: vec![
            step("create", create, &[]),
            step("license", license, &["create"]),
        ],
    }
}

async fn tell(house: &House, client: &Client, id: ProcedureId, command: ProcedureCommand) {
    let request = Request::<Procedure> {
        msp: client.msp,
        id: id.to_string(),
        command,
        context: ada(),
    };
    house.engine.execute(request).await.unwrap();
}

/// A procedure of this MSP.
pub(crate) async fn defined(house: &House, client: &Client, name: &str) -> ProcedureId {
    let id = ProcedureId::new(Uuid::now_v7());
    let definition = newcomer(name);
    let define = ProcedureCommand::Define(DefineProcedure { definition });
    tell(house, client, id, define).await;
    id
}

async fn mark(house: &House, client: &Client, id: ProcedureId) {
    let at = SystemClock.now();
    let mark = MarkStepLowRisk {
        step: "license".parse().unwrap(),
        version: 1,
        limits: Limits {
            per_day: 5,
            licences: Some(skus()),
            customers: BTreeSet::new(),
            tags: BTreeSet::new(),
        },
        until: at + days(30),
        reason: Reason::new("done every day").unwrap(),
        by: Decider {
            person: Person {
                kind: PersonKind::User,
                id: "linus".to_owned(),
            },
            role: Role::Admin,
        },
        at,
    };
    tell(house, client, id, ProcedureCommand::Mark(mark)).await;
}

async fn a_procedure_is_read_with_its_steps_and_marks(world: World) {
    let house = House::on(world).await;
    let viewer = house.somebody(Role::Viewer).await;
    let id = defined(&house, &viewer, "Newcomer").await;
    mark(&house, &viewer, id).await;
    let query = "query($id: ID!, $p: Position) { procedure(id: $id, atLeast: $p) { id name description status version
        questions { key label kind } steps { key title kind after fields { name question madeBy fixed }
            mark { version perDay licences customers tags reason markedBy { actor } } } } }";
    let variables = json!({ "id": id.to_string(), "p": viewer.head().await });
    let told = viewer.data(query, variables).await["procedure"].clone();
    assert_eq!(
        (&told["name"], &told["version"]),
        (&json!("Newcomer"), &json!(1))
    );
    let question = json!({ "key": "country", "label": "country", "kind": "COUNTRY" });
    assert_eq!(told["questions"][2], question);
    let create = &told["steps"][0];
    assert_eq!(
        (&create["kind"], &create["mark"]),
        (&json!("CREATE_USER"), &Value::Null)
    );
    let field = |name, question: Value, made_by: Value, fixed: Value| {
        let (by, of) = (made_by, question);
        json!({ "name": name, "question": of, "madeBy": by, "fixed": fixed })
    };
    let nothing = Value::Null;
    let fields = [
        field("name", json!("name"), nothing.clone(), nothing.clone()),
        field(
            "displayName",
            json!("called"),
            nothing.clone(),
            nothing.clone(),
        ),
        field(
            "department",
            nothing.clone(),
            nothing.clone(),
            json!(["Sales"]),
        ),
        field(
            "usageLocation",
            json!("country"),
            nothing.clone(),
            nothing.clone(),
        ),
        field("licences", nothing.clone(), nothing.clone(), json!([])),
    ];
    assert_eq!(create["fields"], json!(fields));
    let license = &told["steps"][1];
    assert_eq!(license["after"], json!(["create"]));
    let sku = Uuid::from_u128(7).to_string();
    let account = field("account", nothing.clone(), json!("create"), nothing.clone());
    let licences = field("licences", nothing.clone(), nothing, json!([sku]));
    assert_eq!(license["fields"], json!([account, licences]));
    let mark = json!({ "version": 1, "perDay": 5, "licences": [sku], "customers": [], "tags": [],
        "reason": "done every day", "markedBy": { "actor": "linus" } });
    assert_eq!(license["mark"], mark);
    let node = json!({ "id": told["id"] });
    let node = viewer
        .data("query($id: ID!) { node(id: $id) { __typename } }", node)
        .await;
    assert_eq!(node["node"]["__typename"], "Procedure");
    house.end().await;
}

async fn procedures_are_listed_by_name(world: World) {
    let house = House::on(world).await;
    let viewer = house.somebody(Role::Viewer).await;
    let stranger = house.somebody(Role::Viewer).await;
    for name in ["Newcomer", "leaver", "New licence"] {
        defined(&house, &viewer, name).await;
    }
    defined(&house, &stranger, "Theirs").await;
    let id = defined(&house, &viewer, "Old").await;
    let reason = Reason::new("nobody needs it").unwrap();
    let retire = ProcedureCommand::Retire(RetireProcedure { reason });
    tell(&house, &viewer, id, retire).await;
    let query = "query($f: ProcedureFilter, $p: Position) { procedures(filter: $f, atLeast: $p) {
        edges { node { name reason } } } }";
    for (filter, names) in [
        (json!({}), vec!["leaver", "New licence", "Newcomer", "Old"]),
        (
            json!({ "nameBeginsWith": "NEW" }),
            vec!["New licence", "Newcomer"],
        ),
        (json!({ "status": "RETIRED" }), vec!["Old"]),
    ] {
        let variables = json!({ "f": filter, "p": viewer.head().await });
        let told = viewer.data(query, variables).await;
        let edges = told["procedures"]["edges"].as_array().unwrap().iter();
        let found: Vec<&str> = edges
            .map(|it| it["node"]["name"].as_str().unwrap())
            .collect();
        assert_eq!(found, names, "{filter}");
    }
    house.end().await;
}
