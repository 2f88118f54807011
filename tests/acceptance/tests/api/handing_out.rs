//! First passwords over HTTP, and steps of procedures, for a customer whose tenant is connected in simulated clouds.

use std::sync::Arc;
use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};
use tenantry_api::entry::Rate;
use tenantry_domain::cloud::TenantId;
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::ids::{CustomerId, MspId};
use tenantry_domain::record::Micros;
use tenantry_domain::role::Role;
use tenantry_domain::saga::days;
use tenantry_engine::ledger::PAGE_LIMIT;
use tenantry_engine::sagas::Visit;
use tenantry_engine::time::Clock;
use tenantry_simulation::asking::{GRACE, NEW, PRODUCT, scenario};
use tenantry_simulator::{Control, product_id};
use tenantry_support::{World, connected, on_both_databases};
use uuid::Uuid;

use crate::client::{Client, send};
use crate::clouds;
use crate::house::{Ground, House};
use crate::office::{approve, code, document, standing, tell, told, visit};
use crate::stage::Northwind;

on_both_databases!(
    a_first_password_is_handed_out_once,
    a_marked_step_waits_for_nobody,
);

const APP: &str = "Northwind Onboarding";

/// The time of the simulated clouds.
#[derive(Debug)]
struct TheirTime(Control);

impl Clock for TheirTime {
    fn now(&self) -> Micros {
        self.0.now().as_microsecond()
    }
}

/// A customer whose administrator consented, somebody who asks for changes there, and an admin who decides.
struct There {
    house: House,
    clouds: clouds::World,
    msp: MspId,
    customer: CustomerId,
    tenant: TenantId,
    ada: Client,
    ben: Client,
}

impl There {
    async fn open(world: World) -> Self {
        let there = clouds::World::of(scenario()).await;
        let rate = Rate {
            burst: 10_000,
            ..Rate::default()
        };
        let mut ground = Ground::of(rate, Arc::new(Northwind::of(&there)));
        ground.clock = Arc::new(TheirTime(there.control()));
        let ledger = world.ledger().await;
        let house = House::upon(world, ledger, ground).await;
        let ada = house.somebody(Role::Tech).await;
        let ben = house.somebody_of(ada.msp, Role::Admin).await;
        let (customer, tenant) = (CustomerId::new(Uuid::now_v7()), there.tenant("Customer 1"));
        let clock = Arc::new(TheirTime(there.control()));
        let app = AppId::new(there.scenario.app_id(APP));
        let named = (customer, "Customer 1");
        connected::by_consent(&house.engine, clock, ada.msp, named, tenant, app).await;
        Self {
            msp: ada.msp,
            house,
            clouds: there,
            customer,
            tenant,
            ada,
            ben,
        }
    }

    /// Until it has ended: clouds are slow to know what was just made.
    async fn carry(&self, approval: &Value) -> Value {
        let id = approval["approvalId"].as_str().unwrap();
        for _ in 0..40 {
            let clock = Arc::new(TheirTime(self.clouds.control()));
            let visited = visit(&self.house, clock, self.msp, id).await;
            let stands = standing(&self.ada, approval).await;
            if stands["status"] == "DONE" {
                return stands;
            }
            let Visit::Again(at) = visited else {
                panic!("{visited:?} {stands:#}");
            };
            let left = at - self.clouds.control().now().as_microsecond();
            let left = Duration::from_micros(left.try_into().unwrap_or(0));
            self.clouds.control().jump(left + Duration::from_secs(1));
        }
        panic!("it does not end");
    }

    fn create(&self) -> Value {
        json!({ "reason": "she begins on Monday", "what": { "operation": { "createUser": {
            "customer": self.customer.to_string(), "tenant": self.tenant.to_string(), "name": NEW,
            "displayName": "Ada Lovelace", "usageLocation": "GB",
            "licences": [product_id(PRODUCT).unwrap().to_string()] } } } })
    }
}

const HANDED_OUT: &str = "handedOut { password approval { firstPassword } }
    receipt { outcome } userErrors { code message }";

async fn a_first_password_is_handed_out_once(world: World) {
    let there = There::open(world).await;
    let (ada, ben) = (&there.ada, &there.ben);
    let asked = tell(ada, "approvalRequest", there.create()).await;
    assert_eq!(code(&asked), "done", "{asked:#}");
    let asked = asked["approval"].clone();
    let told_to_ben = tell(ben, "approvalApprove", approve(&asked)).await;
    assert_eq!(code(&told_to_ben), "done", "{told_to_ben:#}");
    there.carry(&asked).await;

    let wish = || json!({ "id": asked["id"], "idempotencyKey": "hand-out" });
    let carl = there.house.somebody_of(there.msp, Role::Admin).await;
    let refused = told(
        &carl,
        "approvalHandOut",
        json!({ "id": asked["id"] }),
        HANDED_OUT,
    )
    .await;
    assert_eq!(code(&refused), "PASSWORD_NOT_YOURS");
    let (query, input) = document("approvalHandOut", wish(), HANDED_OUT);
    let body = json!({ "query": query, "variables": { "i": input } }).to_string();
    let authorization = format!("Bearer {}", ada.token);
    let headers = [
        ("content-type", "application/json"),
        ("authorization", authorization.as_str()),
    ];
    let address = there.house.address;
    let answer = send(address, Method::POST, "/graphql", &headers, &body).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let handed = answer.json()["data"]["approvalHandOut"].clone();
    let password = handed["handedOut"]["password"].as_str().unwrap().to_owned();
    assert_eq!(
        handed["handedOut"]["approval"]["firstPassword"],
        "HANDED_OUT"
    );
    let control = there.clouds.control();
    let tenant = there.tenant.as_uuid();
    let user = control.user_named(tenant, NEW).unwrap();
    assert_eq!(
        control.user_password(tenant, user).as_deref(),
        Some(password.as_str())
    );

    for (client, key) in [(ada, "hand-out"), (ada, "once-more"), (ben, "for-me")] {
        let wish = json!({ "id": asked["id"], "idempotencyKey": key });
        let again = told(client, "approvalHandOut", wish, HANDED_OUT).await;
        assert_eq!(code(&again), "PASSWORD_HANDED_OUT", "{key}");
        assert!(!again.to_string().contains(&password));
    }
    nothing_of_it_is_on_record(&there, &password).await;
    who_was_created_is_deleted_by_asking(&there, &asked).await;
    there.house.end().await;
}

async fn nothing_of_it_is_on_record(there: &There, password: &str) {
    let ledger = there.house.engine.ledger();
    let events = ledger.feed(there.msp, 0, PAGE_LIMIT).await.unwrap();
    assert!(events.iter().any(|it| it.event_type == "PasswordHandedOut"));
    for event in events {
        let text = format!("{} {}", event.payload, event.metadata);
        for word in ["Lovelace", password] {
            assert!(!text.contains(word), "{word} in {}", event.event_type);
        }
    }
}

/// As an operation that names the approval, and by undoing it: both are the same.
async fn who_was_created_is_deleted_by_asking(there: &There, made: &Value) {
    let delete = json!({ "deleteUser": { "madeBy": made["id"] } });
    let query =
        "query($w: ApprovalWishInput!) { approvalPreview(what: $w) { preview { kind digest }
        userErrors { code } } }";
    let shown = json!({ "w": { "operation": delete } });
    let shown = there.ada.data(query, shown).await["approvalPreview"].clone();
    assert_eq!(shown["preview"]["kind"], "DELETE_USER", "{shown:#}");
    let mut wish =
        json!({ "id": made["id"], "reason": "she does not come", "idempotencyKey": "undo" });
    let fields = "approvals { id approvalId kind digest } receipt { outcome } userErrors { code }";
    for key in ["", "two words"] {
        let mut malformed = wish.clone();
        malformed["idempotencyKey"] = json!(key);
        let refused = told(&there.ada, "approvalUndo", malformed, fields).await;
        assert_eq!(code(&refused), "IDEMPOTENCY_KEY_MALFORMED", "{key:?}");
    }
    let undone = told(&there.ada, "approvalUndo", wish.clone(), fields).await;
    assert_eq!(code(&undone), "done", "{undone:#}");
    let parts = undone["approvals"].as_array().unwrap();
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0]["kind"], "DELETE_USER");
    let again = told(&there.ada, "approvalUndo", wish.clone(), fields).await;
    assert_eq!(again["approvals"], undone["approvals"]);
    let approved = tell(&there.ben, "approvalApprove", approve(&parts[0])).await;
    assert_eq!(code(&approved), "done", "{approved:#}");
    there.carry(&parts[0]).await;
    wish["idempotencyKey"] = json!("once-more");
    let nothing = told(&there.ada, "approvalUndo", wish, fields).await;
    assert_eq!(code(&nothing), "APPROVAL_NOTHING_TO_UNDO", "{nothing:#}");
}

async fn a_marked_step_waits_for_nobody(world: World) {
    let there = There::open(world).await;
    let (ada, ben) = (&there.ada, &there.ben);
    let take = json!({ "removeLicences": { "account": { "question": "who" },
        "licences": { "question": "products" } } });
    let definition = json!({ "name": "Fewer licences",
        "questions": [
            { "key": "who", "label": "Who", "kind": "USER" },
            { "key": "products", "label": "Products", "kind": "LICENCES" },
        ],
        "steps": [{ "key": "take", "title": "Take licences", "operation": take }] });
    let fields = "procedure { id } userErrors { code message }";
    let wish = json!({ "definition": definition });
    let defined = told(ada, "procedureDefine", wish, fields).await;
    assert_eq!(code(&defined), "done", "{defined:#}");
    let procedure = defined["procedure"]["id"].clone();

    let answers = |who: Value| {
        json!([{ "question": "who", "value": { "user": who } },
            { "question": "products", "value": { "licences": [product_id(PRODUCT).unwrap().to_string()] } }])
    };
    let wish = |answers: Value| {
        json!({ "reason": "fewer are needed", "what": { "step": { "procedure": procedure, "step": "take",
            "customer": there.customer.to_string(), "tenant": there.tenant.to_string(),
            "answers": answers } } })
    };
    let named = || answers(json!({ "name": GRACE }));
    for (answers, wanted) in [
        (json!([named()[0]]), "PROCEDURE_INPUT_MISSING"),
        (json!([named()[0], named()[0]]), "INVALID_TEXT"),
        (
            json!([named()[0], { "question": "products", "value": { "days": 3 } }]),
            "PROCEDURE_INPUT_UNFIT",
        ),
        (
            answers(json!({ "name": "nobody@customer1.onmicrosoft.com" })),
            "ACCOUNT_NOT_SEEN",
        ),
    ] {
        let told = tell(ada, "approvalRequest", wish(answers)).await;
        assert_eq!(code(&told), wanted, "{told:#}");
    }
    let asked = tell(ada, "approvalRequest", wish(named())).await;
    assert_eq!(asked["approval"]["status"], "WAITING", "{asked:#}");
    tell(
        ada,
        "approvalWithdraw",
        json!({ "id": asked["approval"]["id"] }),
    )
    .await;

    let until = there.clouds.control().now().as_microsecond() + days(30);
    let until = jiff::Timestamp::from_microsecond(until)
        .unwrap()
        .to_string();
    let mark = json!({ "id": procedure, "version": 1, "step": "take", "limits": { "perDay": 5 },
        "until": until, "reason": "done every day" });
    let marked = told(ben, "procedureMarkLowRisk", mark, fields).await;
    assert_eq!(code(&marked), "done", "{marked:#}");
    let asked = tell(ada, "approvalRequest", wish(named())).await;
    assert_eq!(asked["approval"]["status"], "UNDER_WAY", "{asked:#}");
    let by =
        "query($id: ID!) { approval(id: $id) { byRule grant { people { actor } rule { step } } } }";
    let told = ada.data(by, json!({ "id": asked["approval"]["id"] })).await;
    let grant = json!({ "byRule": true, "grant": { "people": [], "rule": { "step": "take" } } });
    assert_eq!(told["approval"], grant);
    there.carry(&asked["approval"]).await;
    there.house.end().await;
}
