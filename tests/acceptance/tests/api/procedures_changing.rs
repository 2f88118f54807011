//! Defining procedures over HTTP, revising them, marking their steps, and following them no more.

use serde_json::{Value, json};
use tenantry_domain::role::Role;
use tenantry_domain::saga::days;
use tenantry_engine::time::{Clock as _, SystemClock};
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::client::Client;
use crate::office::{Office, code, told};

on_both_databases!(
    a_procedure_is_defined_and_revised,
    steps_are_marked_by_admins_within_limits,
    what_nobody_can_follow_is_told,
);

const SKU: &str = "00000000-0000-0000-0000-000000000007";

const FIELDS: &str = "procedure { id procedureId name description status version reason
    questions { key label kind }
    steps { key title kind after fields { name question madeBy fixed }
        mark { version perDay licences tags reason markedBy { kind } } } }
    receipt { outcome } userErrors { code message path }";

fn newcomer() -> Value {
    let create = json!({ "createUser": { "name": "name", "displayName": "called",
        "department": { "fixed": "Sales" }, "usageLocation": { "question": "country" },
        "licences": { "fixed": [] } } });
    let license = json!({ "assignLicences": { "account": { "madeBy": "create" },
        "licences": { "fixed": [SKU] } } });
    json!({ "name": "Newcomer", "description": "Somebody begins.",
        "questions": [
            { "key": "name", "label": "Name", "kind": "TEXT" },
            { "key": "called", "label": "Called", "kind": "TEXT" },
            { "key": "country", "label": "Country", "kind": "COUNTRY" },
        ],
        "steps": [
            { "key": "create", "title": "Create the account", "operation": create },
            { "key": "license", "title": "Give a licence", "operation": license, "after": ["create"] },
        ] })
}

/// Every operation that a step can ask for.
fn leaver() -> Value {
    let who = json!({ "question": "who" });
    let step =
        |key: &str, operation: Value| json!({ "key": key, "title": key, "operation": operation });
    json!({ "name": "Leaver",
        "questions": [
            { "key": "who", "label": "Who", "kind": "USER" },
            { "key": "grace", "label": "Grace", "kind": "DAYS" },
            { "key": "products", "label": "Products", "kind": "LICENCES" },
        ],
        "steps": [
            step("block", json!({ "disableUser": { "account": who,
                "removeLicencesAfterDays": { "question": "grace" } } })),
            step("take", json!({ "removeLicences": { "account": who, "licences": { "question": "products" } } })),
            step("allow", json!({ "enableUser": { "account": who } })),
            step("give", json!({ "assignLicences": { "account": who, "licences": { "fixed": [SKU] },
                "usageLocation": { "fixed": "gb" } } })),
            step("part", json!({ "ofCustomer": "WITHDRAW_CONSENT" })),
            step("close", json!({ "ofCustomer": "ARCHIVE_CUSTOMER" })),
        ] })
}

async fn tell(client: &Client, mutation: &str, input: Value) -> Value {
    told(client, mutation, input, FIELDS).await
}

async fn define(client: &Client, definition: Value) -> Value {
    tell(
        client,
        "procedureDefine",
        json!({ "definition": definition }),
    )
    .await
}

async fn a_procedure_is_defined_and_revised(world: World) {
    let office = Office::open(world).await;
    let ada = &office.ada;
    let wish = json!({ "idempotencyKey": "newcomer", "definition": newcomer() });
    let first = tell(ada, "procedureDefine", wish.clone()).await;
    assert_eq!(code(&first), "done", "{first:#}");
    let defined = &first["procedure"];
    assert_eq!(
        (&defined["version"], &defined["description"]),
        (&json!(1), &json!("Somebody begins."))
    );
    let question = json!({ "key": "country", "label": "Country", "kind": "COUNTRY" });
    assert_eq!(defined["questions"][2], question);
    let license = &defined["steps"][1];
    assert_eq!(
        (&license["kind"], &license["after"]),
        (&json!("ASSIGN_LICENCES"), &json!(["create"]))
    );
    let fixed = json!({ "name": "licences", "question": null, "madeBy": null, "fixed": [SKU] });
    assert_eq!(license["fields"][1], fixed);
    let again = tell(ada, "procedureDefine", wish).await;
    assert_eq!(again["receipt"]["outcome"], "REPLAYED");
    assert_eq!(again["procedure"]["id"], defined["id"]);

    let mut changed = newcomer();
    changed["steps"][1]["title"] = json!("Give the licence");
    let revise =
        |from: u32| json!({ "id": defined["id"], "fromVersion": from, "definition": changed });
    let revised = tell(ada, "procedureRevise", revise(1)).await;
    assert_eq!(revised["procedure"]["version"], 2, "{revised:#}");
    let revised = tell(ada, "procedureRevise", revise(2)).await;
    assert_eq!(revised["receipt"]["outcome"], "ALREADY_DONE");
    let slow = json!({ "id": defined["id"], "fromVersion": 1, "definition": newcomer() });
    assert_eq!(
        code(&tell(ada, "procedureRevise", slow.clone()).await),
        "PROCEDURE_VERSION_OUTDATED"
    );

    let leaver = define(ada, leaver()).await;
    assert_eq!(code(&leaver), "done", "{leaver:#}");
    let kinds = leaver["procedure"]["steps"].as_array().unwrap().iter();
    let kinds: Vec<&str> = kinds.map(|it| it["kind"].as_str().unwrap()).collect();
    let wanted = [
        "DISABLE_USER",
        "REMOVE_LICENCES",
        "ENABLE_USER",
        "ASSIGN_LICENCES",
        "WITHDRAW_CONSENT",
        "ARCHIVE_CUSTOMER",
    ];
    assert_eq!(kinds, wanted);

    let retire = json!({ "id": defined["id"], "reason": "nobody needs it" });
    let retired = tell(ada, "procedureRetire", retire).await;
    let retired = &retired["procedure"];
    assert_eq!(
        (&retired["status"], &retired["reason"]),
        (&json!("RETIRED"), &json!("nobody needs it"))
    );
    assert_eq!(
        code(&tell(ada, "procedureRevise", slow).await),
        "PROCEDURE_RETIRED"
    );
    office.house.end().await;
}

fn until(after_days: i64) -> String {
    let instant = SystemClock.now() + days(after_days);
    jiff::Timestamp::from_microsecond(instant)
        .unwrap()
        .to_string()
}

async fn steps_are_marked_by_admins_within_limits(world: World) {
    let office = Office::open(world).await;
    let (ada, ben) = (&office.ada, &office.ben);
    let defined = define(ada, newcomer()).await["procedure"].clone();
    let mark = |step: &str, limits: Value, days: i64| {
        json!({ "id": defined["id"], "version": 1, "step": step, "limits": limits, "until": until(days),
            "reason": "done every day" })
    };
    let few = json!({ "perDay": 5, "licences": [SKU], "tags": ["gold"] });
    let wish = mark("license", few.clone(), 30);
    let fields = "userErrors { code }";
    let (query, input) = crate::office::document("procedureMarkLowRisk", wish.clone(), fields);
    let refused = ada.refused(&query, json!({ "i": input })).await;
    assert_eq!(refused, "ROLE_MISSING");
    let told = tell(ben, "procedureMarkLowRisk", wish.clone()).await;
    let shown = json!({ "version": 1, "perDay": 5, "licences": [SKU], "tags": ["gold"],
        "reason": "done every day", "markedBy": { "kind": "SERVICE" } });
    assert_eq!(told["procedure"]["steps"][1]["mark"], shown, "{told:#}");
    let told = tell(ben, "procedureMarkLowRisk", wish).await;
    assert_eq!(told["receipt"]["outcome"], "ALREADY_DONE");

    let closing = define(ada, leaver()).await["procedure"].clone();
    let mut high = mark("close", json!({ "perDay": 1 }), 30);
    high["id"] = closing["id"].clone();
    let mut outdated = mark("create", few.clone(), 30);
    outdated["version"] = json!(2);
    for (wish, wanted) in [
        (mark("nothing", few.clone(), 30), "PROCEDURE_STEP_UNKNOWN"),
        (mark("No Key", few.clone(), 30), "MALFORMED_KEY"),
        (mark("create", few.clone(), 367), "MARK_OUT_OF_RANGE"),
        (mark("create", few.clone(), -1), "MARK_OUT_OF_RANGE"),
        (
            mark("create", json!({ "perDay": 0 }), 30),
            "MARK_OUT_OF_RANGE",
        ),
        (
            mark("create", json!({ "perDay": -1 }), 30),
            "MARK_OUT_OF_RANGE",
        ),
        (
            mark("create", json!({ "perDay": 1, "tags": [""] }), 30),
            "INVALID_TEXT",
        ),
        (
            mark("create", json!({ "perDay": 1, "licences": ["x"] }), 30),
            "MALFORMED_ID",
        ),
        (high, "MARK_OF_HIGH_RISK"),
        (outdated, "PROCEDURE_VERSION_OUTDATED"),
    ] {
        let told = tell(ben, "procedureMarkLowRisk", wish.clone()).await;
        assert_eq!(code(&told), wanted, "{wish}");
    }
    let which = json!({ "id": defined["id"], "step": "license" });
    let told = tell(ben, "procedureUnmark", which.clone()).await;
    assert_eq!(
        told["procedure"]["steps"][1]["mark"],
        Value::Null,
        "{told:#}"
    );
    let told = tell(ben, "procedureUnmark", which).await;
    assert_eq!(told["receipt"]["outcome"], "ALREADY_DONE");
    office.house.end().await;
}

async fn what_nobody_can_follow_is_told(world: World) {
    let office = Office::open(world).await;
    let ada = &office.ada;
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut definition = newcomer();
        change(&mut definition);
        definition
    };
    for (definition, wanted) in [
        (
            changed(&|it| it["steps"] = json!([])),
            "PROCEDURE_IMPOSSIBLE",
        ),
        (
            changed(&|it| it["steps"][1]["after"] = json!(["license"])),
            "PROCEDURE_IMPOSSIBLE",
        ),
        (
            changed(&|it| it["questions"][1]["key"] = json!("name")),
            "PROCEDURE_IMPOSSIBLE",
        ),
        (
            changed(&|it| it["questions"][2]["kind"] = json!("DAYS")),
            "PROCEDURE_IMPOSSIBLE",
        ),
        (
            changed(&|it| it["questions"][0]["key"] = json!("The name")),
            "MALFORMED_KEY",
        ),
        (changed(&|it| it["name"] = json!(" ")), "INVALID_TEXT"),
        (
            changed(&|it| it["steps"][0]["title"] = json!("x".repeat(121))),
            "INVALID_TEXT",
        ),
        (
            changed(&|it| {
                let create = &mut it["steps"][0]["operation"]["createUser"];
                create["usageLocation"] = json!({ "fixed": "GBR" });
            }),
            "MALFORMED_COUNTRY",
        ),
    ] {
        let told = define(ada, definition.clone()).await;
        assert_eq!(code(&told), wanted, "{definition}");
        assert_eq!(told["procedure"], Value::Null);
    }
    let stranger = office.house.somebody(Role::Tech).await;
    let theirs = define(&stranger, newcomer()).await["procedure"].clone();
    for id in [theirs["id"].clone(), json!(Uuid::now_v7().to_string())] {
        let retire = json!({ "id": id, "reason": "theirs" });
        assert_eq!(
            code(&tell(ada, "procedureRetire", retire).await),
            "PROCEDURE_NOT_FOUND"
        );
    }
    let wish = json!({ "definition": newcomer(), "procedureId": "x" });
    assert_eq!(
        code(&tell(ada, "procedureDefine", wish).await),
        "MALFORMED_ID"
    );
    office.house.end().await;
}
