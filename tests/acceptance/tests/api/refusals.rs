//! Wishes about approvals that are refused: each with its code, on record once, and in nobody else's ledger.

use std::time::Duration;

use serde_json::{Value, json};
use tenantry_domain::ids::MspId;
use tenantry_domain::role::Role;
use tenantry_engine::ledger::LedgerError;
use tenantry_support::faulty::Fault;
use tenantry_support::{FaultyLedger, World, on_both_databases};
use uuid::Uuid;

use crate::access::{home, sign_in};
use crate::client::Client;
use crate::office::{Office, approve, archive, browse, code, document, tell, told};
use crate::socket::{Socket, TAIL};

on_both_databases!(
    a_decision_in_vain_is_on_record_once,
    an_approval_of_others_is_refused_in_ones_own_ledger,
    what_does_not_fit_is_on_record_without_what_was_typed,
    an_operation_that_there_is_not_is_on_record,
    a_role_that_was_taken_away_is_missed_on_record,
    whatever_is_wished_of_an_approval_is_on_record,
    what_asks_for_a_change_by_itself_is_no_exception,
    many_decisions_are_one_wish_until_they_are_made,
    a_customers_timeline_tells_of_it,
    lists_hold_what_is_asked_for,
    many_are_read_together,
    who_is_refused_is_refused_whatever_the_record_does,
);

const LIST: &str = "query($f: ApprovalRefusalFilter, $n: Int, $a: String, $p: Position) {
    approvalRefusals(filter: $f, first: $n, after: $a, atLeast: $p) {
        edges { node { wish sentence kind code approvalId position at by { kind actor }
            approval { id } customer { name } problem { remedy } } }
        pageInfo { hasNextPage endCursor } } }";

/// The latest first.
async fn refusals(client: &Client, filter: Value) -> Vec<Value> {
    let variables = json!({ "f": filter, "p": client.head().await });
    let told = client.data(LIST, variables).await;
    let edges = told["approvalRefusals"]["edges"].as_array().unwrap().iter();
    edges.map(|it| it["node"].clone()).collect()
}

/// The id under which whoever uses a client is on record.
async fn actor(client: &Client) -> String {
    let told = client.data("{ viewer { actor } }", json!({})).await;
    let actor = told["viewer"]["actor"].as_str().unwrap().to_owned();
    actor.rsplit([' ', ':', '/']).next().unwrap().to_owned()
}

async fn position(office: &Office, msp: MspId) -> u64 {
    let ledger = office.house.engine.ledger();
    ledger.head(msp).await.unwrap().position
}

/// What happened to the approval itself.
async fn own_events(client: &Client, approval: &Value) -> usize {
    let id = approval["approvalId"].as_str().unwrap();
    let query = "query($f: EventFilter) { timeline(filter: $f) { edges { node { type } } } }";
    let stream = json!({ "f": { "stream": format!("approval/{id}") } });
    let told = client.data(query, stream).await;
    told["timeline"]["edges"].as_array().unwrap().len()
}

/// Somebody who tries something, under a key of their own.
struct Attempt<'a> {
    client: &'a Client,
    mutation: &'a str,
    input: Value,
}

impl Attempt<'_> {
    /// Refused with this code however often it is sent, and on record once: what the record says.
    async fn refused_as(self, wanted: &str) -> Value {
        let mut input = self.input.clone();
        input["idempotencyKey"] = json!(Uuid::now_v7().to_string());
        let (query, input) = document(self.mutation, input, "userErrors { code }");
        let before = refusals(self.client, json!({})).await.len();
        for _ in 0..2 {
            let answer = self.client.ask(&query, json!({ "i": input })).await;
            let fault = answer["errors"][0]["extensions"]["code"].as_str();
            let code = fault.unwrap_or_else(|| code(&answer["data"][self.mutation]));
            assert_eq!(code, wanted, "{}: {answer:#}", self.mutation);
        }
        let after = refusals(self.client, json!({})).await;
        assert_eq!(after.len(), before + 1, "{} {wanted}", self.mutation);
        let it = after[0].clone();
        assert_eq!(it["code"], wanted, "{it:#}");
        assert_eq!(it["by"]["actor"], actor(self.client).await);
        assert!(it["problem"]["remedy"].is_string(), "{it:#}");
        it
    }
}

async fn a_decision_in_vain_is_on_record_once(world: World) {
    let office = Office::open(world).await;
    let (ada, ben) = (&office.ada, &office.ben);
    let other = office.archiving("Fabrikam").await;
    let asked = office.archiving("Contoso").await;
    let events = own_events(ben, &asked).await;
    let tech = office.house.somebody_of(office.msp, Role::Tech).await;
    let stale = json!({ "id": asked["id"], "digest": other["digest"] });
    let no = json!({ "id": asked["id"], "reason": "no" });
    for (client, mutation, input, wish, code) in [
        (
            ada,
            "approvalApprove",
            approve(&asked),
            "APPROVE",
            "APPROVAL_OF_OWN_REQUEST",
        ),
        (
            ada,
            "approvalReject",
            no.clone(),
            "REJECT",
            "APPROVAL_OF_OWN_REQUEST",
        ),
        (
            ben,
            "approvalApprove",
            stale,
            "APPROVE",
            "APPROVAL_PLAN_MOVED",
        ),
        (
            &tech,
            "approvalApprove",
            approve(&asked),
            "APPROVE",
            "APPROVAL_NEEDS_ADMIN",
        ),
        (
            &tech,
            "approvalWithdraw",
            json!({ "id": asked["id"] }),
            "WITHDRAW",
            "NOT_YOURS_TO_WITHDRAW",
        ),
    ] {
        let attempt = Attempt {
            client,
            mutation,
            input,
        };
        let told = attempt.refused_as(code).await;
        assert_eq!(told["wish"], wish);
        is_about(&told, &asked);
    }
    office.wait_days(8);
    let late = Attempt {
        client: ben,
        mutation: "approvalApprove",
        input: approve(&asked),
    };
    is_about(&late.refused_as("APPROVAL_EXPIRED").await, &asked);
    assert_eq!(own_events(ben, &asked).await, events);
    its_own_refusals(ben, &asked).await;
    // What comes to something is no refusal.
    let before = refusals(ben, json!({})).await.len();
    let again = office.archiving("Northwind").await;
    tell(ben, "approvalApprove", approve(&again)).await;
    assert_eq!(refusals(ben, json!({})).await.len(), before);
    office.house.end().await;
}

/// The closing of this customer's file.
fn is_about(refusal: &Value, approval: &Value) {
    assert_eq!(refusal["kind"], "ARCHIVE_CUSTOMER", "{refusal:#}");
    assert_eq!(refusal["approvalId"], approval["approvalId"]);
    assert_eq!(refusal["approval"]["id"], approval["id"]);
    assert_eq!(refusal["customer"]["name"], "Contoso");
}

/// The approval has them, the latest first, and each is an event with who, why and from where.
async fn its_own_refusals(client: &Client, approval: &Value) {
    let query = "query($id: ID!, $p: Position) { approval(id: $id, atLeast: $p) {
        refusals { wish code position } } }";
    let variables = json!({ "id": approval["id"], "p": client.head().await });
    let told = client.data(query, variables).await;
    let refusals = told["approval"]["refusals"].as_array().unwrap();
    let codes: Vec<&str> = refusals
        .iter()
        .map(|it| it["code"].as_str().unwrap())
        .collect();
    let wanted = [
        "APPROVAL_EXPIRED",
        "NOT_YOURS_TO_WITHDRAW",
        "APPROVAL_NEEDS_ADMIN",
        "APPROVAL_PLAN_MOVED",
        "APPROVAL_OF_OWN_REQUEST",
        "APPROVAL_OF_OWN_REQUEST",
    ];
    assert_eq!(codes, wanted);
    let event = "query($p: Position!) { event(position: $p) { type streamType streamId payload
        origin { actorKind source reason } } }";
    let position = json!({ "p": refusals[4]["position"] });
    let event = client.data(event, position).await["event"].clone();
    assert_eq!(event["type"], "ApprovalWishRefused");
    assert_eq!(event["streamType"], "approval_refusal");
    assert_eq!(event["streamId"], approval["approvalId"]);
    let origin = json!({ "actorKind": "SERVICE", "source": "API", "reason": "no" });
    assert_eq!(event["origin"], origin, "{event:#}");
}

async fn an_approval_of_others_is_refused_in_ones_own_ledger(world: World) {
    let office = Office::open(world).await;
    let asked = office.archiving("Contoso").await;
    let stranger = office.house.somebody(Role::Admin).await;
    let before = position(&office, office.msp).await;
    for (mutation, wish) in [
        ("approvalApprove", "APPROVE"),
        ("approvalWithdraw", "WITHDRAW"),
        ("approvalHandOut", "HAND_OUT"),
    ] {
        let mut input = json!({ "id": asked["id"] });
        if wish == "APPROVE" {
            input["digest"] = asked["digest"].clone();
        }
        let attempt = Attempt {
            client: &stranger,
            mutation,
            input,
        };
        let told = attempt.refused_as("APPROVAL_NOT_FOUND").await;
        assert_eq!(told["wish"], wish);
        assert_eq!(told["approvalId"], asked["approvalId"]);
        // Nothing of it is told: for them there is no such approval.
        for nothing in ["approval", "customer", "kind"] {
            assert_eq!(told[nothing], Value::Null, "{told:#}");
        }
    }
    let (theirs, _) = office.ada.register("Fabrikam").await;
    let before_asking = position(&office, office.msp).await;
    assert_eq!(before_asking, before + 1, "the customer's registration");
    let attempt = Attempt {
        client: &stranger,
        mutation: "approvalRequest",
        input: archive(&theirs),
    };
    let told = attempt.refused_as("CUSTOMER_NOT_FOUND").await;
    assert_eq!(told["customer"], Value::Null);
    assert_eq!(position(&office, office.msp).await, before_asking);
    assert!(refusals(&office.ben, json!({})).await.is_empty());
    office.house.end().await;
}

async fn what_does_not_fit_is_on_record_without_what_was_typed(world: World) {
    let office = Office::open(world).await;
    let ada = &office.ada;
    let (customer, _) = ada.register("Contoso").await;
    let nowhere = || json!(Uuid::now_v7().to_string());
    let wish = |what: Value| json!({ "reason": "she begins on Monday", "what": what });
    let new = |name: &str| {
        let fields = json!({ "customer": customer, "tenant": nowhere(), "name": name,
            "displayName": "Ada Lovelace", "usageLocation": "GB" });
        wish(json!({ "operation": { "createUser": fields } }))
    };
    let step = json!({ "step": { "procedure": nowhere(), "step": "block", "customer": customer,
        "tenant": nowhere() } });
    for (input, code, kind) in [
        (
            new("lovelace no name"),
            "MALFORMED_ACCOUNT_NAME",
            json!("CREATE_USER"),
        ),
        (
            new("lovelace@contoso.example"),
            "TENANT_OF_ANOTHER",
            json!("CREATE_USER"),
        ),
        // What a procedure does that there is not, nobody can tell.
        (wish(step), "PROCEDURE_NOT_FOUND", Value::Null),
    ] {
        let attempt = Attempt {
            client: ada,
            mutation: "approvalRequest",
            input,
        };
        let told = attempt.refused_as(code).await;
        assert_eq!((&told["wish"], &told["kind"]), (&json!("REQUEST"), &kind));
        assert_eq!(told["customer"]["name"], "Contoso");
        assert_eq!(told["approval"], Value::Null, "nothing was asked for");
    }
    // Neither the id of one that was never asked for, nor an id that is none, is taken for another's.
    let id = Uuid::now_v7().to_string();
    let mut named = archive(&Uuid::now_v7().to_string());
    named["approvalId"] = json!(id);
    let attempt = |input| Attempt {
        client: ada,
        mutation: "approvalRequest",
        input,
    };
    let told = attempt(named.clone()).refused_as("CUSTOMER_NOT_FOUND");
    assert_eq!(told.await["approvalId"], id);
    named["approvalId"] = json!("lovelace");
    let told = attempt(named).refused_as("MALFORMED_ID").await;
    assert_ne!(told["approvalId"], id);
    nothing_typed_is_kept(&office).await;
    office.house.end().await;
}

async fn nothing_typed_is_kept(office: &Office) {
    let ledger = office.house.engine.ledger();
    let events = ledger.feed(office.msp, 0, 1_000).await.unwrap();
    let refused = events
        .iter()
        .filter(|it| it.stream.aggregate_type == "approval_refusal");
    let mut count = 0;
    for event in refused {
        count += 1;
        let text = format!("{} {}", event.payload, event.metadata).to_lowercase();
        assert!(!text.contains("lovelace"), "{text}");
    }
    assert_eq!(count, 5);
}

async fn an_operation_that_there_is_not_is_on_record(world: World) {
    let office = Office::open(world).await;
    let ada = &office.ada;
    let attempt = |mutation, input| Attempt {
        client: ada,
        mutation,
        input,
    };
    let unknown = json!({ "reason": "why not", "what": { "operation": { "frobnicate": {} } } });
    let told = attempt("approvalRequest", unknown.clone()).refused_as("QUERY_INVALID");
    let told = told.await;
    assert_eq!(told["wish"], "REQUEST");
    assert_eq!(
        (&told["kind"], &told["approval"]),
        (&Value::Null, &Value::Null)
    );
    // Whoever names the approval is on record with it, whether it comes to be or not.
    let id = json!(Uuid::now_v7().to_string());
    let mut named = unknown;
    named["approvalId"] = id.clone();
    let told = attempt("approvalRequest", named).refused_as("QUERY_INVALID");
    assert_eq!(told.await["approvalId"], id);
    let asked = office.archiving("Contoso").await;
    let no_text = json!({ "id": asked["id"], "reason": 7 });
    let told = attempt("approvalReject", no_text).refused_as("QUERY_INVALID");
    let told = told.await;
    assert_eq!(told["wish"], "REJECT");
    assert_eq!(told["approval"]["id"], asked["id"]);
    // Written into the document, in a fragment, and over a socket it is the same wish.
    let literal = |key: &str| {
        format!(
            "mutation {{ ...asking }} fragment asking on Mutation {{ approvalRequest(input: \
             {{ idempotencyKey: \"{key}\", reason: \"r\", what: {{ operation: {{ frob: {{}} }} }} }}) \
             {{ userErrors {{ code }} }} }}"
        )
    };
    let before = refusals(ada, json!({})).await.len();
    for _ in 0..2 {
        let answer = ada.ask(&literal("again"), json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "QUERY_INVALID");
    }
    assert_eq!(refusals(ada, json!({})).await.len(), before + 1);
    let mut socket = Socket::of(ada).await;
    socket.subscribe("1", &literal("socket"), json!({})).await;
    assert_eq!(socket.refused().await, "QUERY_INVALID");
    assert_eq!(refusals(ada, json!({})).await.len(), before + 2);
    // What is no wish about an approval is refused, and nobody wished it.
    let other = "mutation { customerRegister(input: { frob: 1 }) { userErrors { code } } }";
    ada.ask(other, json!({})).await;
    let read = "{ approvals(frob: 1) { edges { node { id } } } }";
    ada.ask(read, json!({})).await;
    assert_eq!(refusals(ada, json!({})).await.len(), before + 2);
}

async fn a_role_that_was_taken_away_is_missed_on_record(world: World) {
    let office = Office::open(world).await;
    let tenant = home(&office.house, office.msp).await;
    let (grace, session) = sign_in(&office.house, tenant, "Grace", &[]).await;
    let (linus, _) = sign_in(&office.house, tenant, "Linus", &[]).await;
    let grant = |member: &str, role: &str| {
        let input = json!({ "member": member, "role": role });
        told(&office.ben, "memberGrantRole", input, "userErrors { code }")
    };
    // An MSP keeps an admin.
    assert_eq!(code(&grant(&linus, "ADMIN").await), "done");
    assert_eq!(code(&grant(&grace, "ADMIN").await), "done");
    let asked = office.archiving("Contoso").await;
    let events = own_events(&office.ben, &asked).await;
    for (role, wanted) in [("TECH", "APPROVAL_NEEDS_ADMIN"), ("VIEWER", "ROLE_MISSING")] {
        assert_eq!(code(&grant(&grace, role).await), "done");
        let (query, input) = document("approvalApprove", approve(&asked), "userErrors { code }");
        for _ in 0..2 {
            let answer = browse(&office.house, &session, &query, json!({ "i": input })).await;
            let fault = answer["errors"][0]["extensions"]["code"].as_str();
            let code = fault.unwrap_or_else(|| code(&answer["data"]["approvalApprove"]));
            assert_eq!(code, wanted, "{answer:#}");
        }
        let of_code = refusals(&office.ben, json!({ "code": wanted })).await;
        assert_eq!(of_code.len(), 1, "{of_code:#?}");
        let told = &of_code[0];
        is_about(told, &asked);
        let by = json!({ "kind": "USER", "actor": grace });
        assert_eq!((&told["wish"], &told["by"]), (&json!("APPROVE"), &by));
    }
    assert_eq!(own_events(&office.ben, &asked).await, events);
    // Whoever is suspended is let in no more, and is nobody who could wish.
    let away = json!({ "member": grace, "reason": "she left" });
    let suspended = told(&office.ben, "memberSuspend", away, "userErrors { code }").await;
    assert_eq!(code(&suspended), "done");
    let before = refusals(&office.ben, json!({})).await.len();
    let (query, input) = document("approvalApprove", approve(&asked), "userErrors { code }");
    let answer = browse(&office.house, &session, &query, json!({ "i": input })).await;
    assert_eq!(answer["data"]["approvalApprove"]["userErrors"], Value::Null);
    assert_eq!(refusals(&office.ben, json!({})).await.len(), before);
    office.house.end().await;
}

/// Each mutation, what it wishes, and what else its input takes.
fn all() -> [(&'static str, &'static str, Value); 9] {
    [
        (
            "approvalRequest",
            "REQUEST",
            archive(&Uuid::now_v7().to_string()),
        ),
        ("approvalApprove", "APPROVE", json!({ "digest": "x" })),
        ("approvalReject", "REJECT", json!({ "reason": "no" })),
        ("approvalWithdraw", "WITHDRAW", json!({})),
        ("approvalRetry", "RETRY", json!({})),
        ("approvalAbandon", "ABANDON", json!({ "reason": "enough" })),
        ("approvalUndo", "UNDO", json!({ "reason": "by mistake" })),
        ("approvalHandOut", "HAND_OUT", json!({})),
        (
            "approvalsDecide",
            "DECIDE_TOGETHER",
            json!({ "decision": "APPROVE", "items": [], "token": "x" }),
        ),
    ]
}

async fn whatever_is_wished_of_an_approval_is_on_record(world: World) {
    let office = Office::open(world).await;
    let viewer = office.house.somebody_of(office.msp, Role::Viewer).await;
    for (mutation, wish, mut input) in all() {
        let names_one = !["approvalRequest", "approvalsDecide"].contains(&mutation);
        let id = Uuid::now_v7().to_string();
        if names_one {
            input["id"] = json!(id);
        }
        let attempt = |client, input| Attempt {
            client,
            mutation,
            input,
        };
        let told = attempt(&viewer, input.clone())
            .refused_as("ROLE_MISSING")
            .await;
        assert_eq!(told["wish"], wish, "{mutation}");
        let wanted = match mutation {
            "approvalRequest" => "CUSTOMER_NOT_FOUND",
            "approvalsDecide" => "PREVIEW_STALE",
            // Whoever was never there has nothing to be undone.
            "approvalUndo" => "APPROVAL_NOTHING_TO_UNDO",
            _ => "APPROVAL_NOT_FOUND",
        };
        let told = attempt(&office.ada, input.clone()).refused_as(wanted).await;
        assert_eq!(told["wish"], wish, "{mutation}");
        if names_one {
            assert_eq!(told["approvalId"], id, "{mutation}");
            input["id"] = json!("none");
            let told = attempt(&office.ada, input).refused_as("NODE_ID_MALFORMED");
            assert_eq!(told.await["wish"], wish, "{mutation}");
        }
    }
    office.house.end().await;
}

/// Who tries what, with which code it is refused, and as what it is on record.
type InVain<'a> = (&'a Client, &'static str, Value, &'static str, &'static str);

fn in_vain<'a>([ada, ben, viewer]: [&'a Client; 3], customer: &str) -> Vec<InVain<'a>> {
    let nobody = || json!(Uuid::now_v7().to_string());
    vec![
        (
            ada,
            "customerArchive",
            json!({ "id": nobody() }),
            "CUSTOMER_NOT_FOUND",
            "ARCHIVE_CUSTOMER",
        ),
        (
            ada,
            "customerArchive",
            json!({ "id": "x" }),
            "NODE_ID_MALFORMED",
            "ARCHIVE_CUSTOMER",
        ),
        (
            viewer,
            "customerArchive",
            json!({ "id": customer }),
            "ROLE_MISSING",
            "ARCHIVE_CUSTOMER",
        ),
        (
            ben,
            "vendorDisconnect",
            json!({ "id": nobody() }),
            "VENDOR_NOT_CONNECTED",
            "DISCONNECT_VENDOR",
        ),
        (
            ada,
            "vendorDisconnect",
            json!({ "id": nobody() }),
            "ROLE_MISSING",
            "DISCONNECT_VENDOR",
        ),
        (
            ben,
            "tenantTransferApprove",
            json!({ "tenant": nobody(), "number": 1 }),
            "TRANSFER_NOT_FOUND",
            "APPROVE_TRANSFER",
        ),
        (
            viewer,
            "consentWithdraw",
            json!({ "tenant": nobody() }),
            "ROLE_MISSING",
            "WITHDRAW_CONSENT",
        ),
        (
            ada,
            "recordsBulkAccept",
            json!({ "above": 90, "token": "x" }),
            "PREVIEW_STALE",
            "ACCEPT_MATCHES",
        ),
    ]
}

async fn what_asks_for_a_change_by_itself_is_no_exception(world: World) {
    let office = Office::open(world).await;
    let (ada, ben) = (&office.ada, &office.ben);
    let (customer, _) = ada.register("Contoso").await;
    let viewer = office.house.somebody_of(office.msp, Role::Viewer).await;
    for (client, mutation, input, code, kind) in in_vain([ada, ben, &viewer], &customer) {
        let mut input = input;
        input["reason"] = json!("they left");
        let attempt = Attempt {
            client,
            mutation,
            input,
        };
        let told = attempt.refused_as(code).await;
        assert_eq!(
            (&told["wish"], &told["kind"]),
            (&json!("REQUEST"), &json!(kind)),
            "{mutation}"
        );
        let known = if code == "ROLE_MISSING" && mutation == "customerArchive" {
            json!("Contoso")
        } else {
            Value::Null
        };
        assert_eq!(told["customer"]["name"], known, "{mutation} {code}");
    }
    office.house.end().await;
}

async fn many_decisions_are_one_wish_until_they_are_made(world: World) {
    let office = Office::open(world).await;
    let ben = &office.ben;
    let one = office.archiving("Contoso").await;
    let (customer, _) = ben.register("Northwind").await;
    let own = tell(ben, "approvalRequest", archive(&customer)).await["approval"].clone();
    let preview = "query($ids: [ID!]!) { approvalsDecisionPreview(ids: $ids, decision: APPROVE) {
        token items { id digest userErrors { code } } } }";
    let ids = json!({ "ids": [one["id"], own["id"]] });
    let shown = ben.data(preview, ids).await["approvalsDecisionPreview"].clone();
    assert_eq!(code(&shown["items"][1]), "APPROVAL_OF_OWN_REQUEST");
    assert!(
        refusals(ben, json!({})).await.is_empty(),
        "a look is no wish"
    );
    let items = json!([approve(&one), approve(&own)]);
    let wish = |token: &Value| {
        json!({ "idempotencyKey": "all", "decision": "APPROVE", "items": items,
            "token": token })
    };
    let fields = "decided { outcome userErrors { code } } userErrors { code }";
    let stale = told(ben, "approvalsDecide", wish(&json!("x-y")), fields).await;
    assert_eq!(code(&stale), "PREVIEW_STALE");
    let whole = refusals(ben, json!({})).await;
    assert_eq!(whole.len(), 1, "{whole:#?}");
    assert_eq!(whole[0]["wish"], "DECIDE_TOGETHER");
    assert_eq!(whole[0]["approval"], Value::Null);
    for _ in 0..2 {
        let made = told(ben, "approvalsDecide", wish(&shown["token"]), fields).await;
        assert_eq!(code(&made), "done", "{made:#}");
        assert_eq!(code(&made["decided"][0]), "done");
        assert_eq!(code(&made["decided"][1]), "APPROVAL_OF_OWN_REQUEST");
    }
    let each = refusals(ben, json!({ "approval": own["id"] })).await;
    assert_eq!(each.len(), 1, "{each:#?}");
    assert_eq!(each[0]["wish"], "APPROVE");
    let of_one = refusals(ben, json!({ "approval": one["id"] })).await;
    assert_eq!(of_one, Vec::<Value>::new());
    office.house.end().await;
}

async fn a_customers_timeline_tells_of_it(world: World) {
    let office = Office::open(world).await;
    let (ada, ben) = (&office.ada, &office.ben);
    let asked = office.archiving("Contoso").await;
    let (other, _) = ada.register("Fabrikam").await;
    let query =
        "query($id: ID!, $p: Position) { approval(id: $id, atLeast: $p) { customer { id } } }";
    let variables = json!({ "id": asked["id"], "p": ada.head().await });
    let customer = ada.data(query, variables).await["approval"]["customer"]["id"].clone();
    let mut listener = Socket::of(ada).await;
    let after = ada.head().await;
    let wanted = json!({ "a": after, "f": { "customer": customer } });
    listener.subscribe("1", TAIL, wanted).await;
    // For the other customer, which the listener does not hear of.
    let wish = json!({ "reason": "to see", "what": { "operation": { "withdrawConsent": {
        "customer": other, "tenant": Uuid::now_v7().to_string() } } } });
    let elsewhere = tell(ada, "approvalRequest", wish.clone()).await;
    assert_eq!(code(&elsewhere), "CONSENT_NOT_FOUND", "{elsewhere:#}");
    let own = tell(ada, "approvalApprove", approve(&asked)).await;
    assert_eq!(code(&own), "APPROVAL_OF_OWN_REQUEST");
    let heard = listener.told().await["timelineTail"].clone();
    assert_eq!(heard["type"], "ApprovalWishRefused");
    assert_eq!(heard["payload"]["code"], "APPROVAL_OF_OWN_REQUEST");
    listener.hears_nothing().await;
    for (customer, code) in [
        (&customer, "APPROVAL_OF_OWN_REQUEST"),
        (&json!(other), "CONSENT_NOT_FOUND"),
    ] {
        let told = refused_in_timeline(ben, customer).await;
        assert_eq!(told.len(), 1, "{told:#?}");
        assert_eq!(told[0]["payload"]["code"], code);
    }
    office.house.end().await;
}

async fn refused_in_timeline(client: &Client, customer: &Value) -> Vec<Value> {
    // What is read of refusals has to hold them: the list waits for it.
    refusals(client, json!({})).await;
    let query =
        "query($f: EventFilter) { timeline(filter: $f) { edges { node { type payload } } } }";
    let told = client
        .data(query, json!({ "f": { "customer": customer } }))
        .await;
    let edges = told["timeline"]["edges"].as_array().unwrap().iter();
    let refused = edges.filter(|it| it["node"]["type"] == "ApprovalWishRefused");
    refused.map(|it| it["node"].clone()).collect()
}

async fn lists_hold_what_is_asked_for(world: World) {
    let office = Office::open(world).await;
    let (ada, ben) = (&office.ada, &office.ben);
    let asked = office.archiving("Contoso").await;
    for _ in 0..3 {
        tell(ada, "approvalApprove", approve(&asked)).await;
    }
    let unknown = json!({ "id": Uuid::now_v7().to_string() });
    tell(ben, "approvalWithdraw", unknown).await;
    let (of_ada, of_ben) = (actor(ada).await, actor(ben).await);
    let future = json!("2100-01-01T00:00:00Z");
    for (filter, count) in [
        (json!({}), 4),
        (json!({ "approval": asked["id"] }), 3),
        (json!({ "approval": asked["approvalId"] }), 3),
        (json!({ "actor": of_ada }), 3),
        (json!({ "actor": of_ben }), 1),
        (json!({ "actor": "nobody" }), 0),
        (json!({ "code": "APPROVAL_NOT_FOUND" }), 1),
        (json!({ "code": "APPROVAL_NOT_FOUND", "actor": of_ada }), 0),
        (json!({ "since": future }), 0),
        (json!({ "until": future }), 4),
        (json!({ "until": "2000-01-01T00:00:00Z" }), 0),
        (json!({ "since": "2000-01-01T00:00:00Z" }), 4),
    ] {
        let found = refusals(ben, filter.clone()).await;
        assert_eq!(found.len(), count, "{filter}");
    }
    let (mut after, mut seen) = (Value::Null, Vec::new());
    loop {
        let page = ben.data(LIST, json!({ "n": 3, "a": after })).await["approvalRefusals"].clone();
        let edges = page["edges"].as_array().unwrap().iter();
        seen.extend(edges.map(|it| it["node"]["position"].clone()));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    let all = refusals(ben, json!({})).await;
    let all: Vec<Value> = all.iter().map(|it| it["position"].clone()).collect();
    assert_eq!(seen, all, "each once, in order");
    let malformed = ben.refused(LIST, json!({ "f": { "approval": "x" } })).await;
    assert_eq!(malformed, "NODE_ID_MALFORMED");
    let viewer = office.house.somebody_of(office.msp, Role::Viewer).await;
    assert_eq!(refusals(&viewer, json!({})).await.len(), 4);
    let stranger = office.house.somebody(Role::Admin).await;
    assert_eq!(refusals(&stranger, json!({})).await.len(), 0);
    office.house.end().await;
}

async fn many_are_read_together(world: World) {
    let office = Office::open(world).await;
    let ada = &office.ada;
    for number in 0..5 {
        let asked = office.archiving(&format!("Contoso {number}")).await;
        tell(ada, "approvalApprove", approve(&asked)).await;
        tell(
            ada,
            "approvalReject",
            json!({ "id": asked["id"], "reason": "no" }),
        )
        .await;
    }
    let head = ada.head().await;
    let position = head.as_str().unwrap().parse().unwrap();
    let (tables, names) = (
        &office.house.projections,
        ["approvals", "approval_refusals", "customers"],
    );
    let waited = tables.wait_for(office.msp, position, &names, Duration::from_secs(20));
    waited.await.unwrap();
    let of_approvals = "query($f: Int) { approvals(first: $f) { edges { node {
        refusals { code customer { name } } } } } }";
    let whole = "query($f: Int) { approvalRefusals(first: $f) { edges { node {
        code approval { status } customer { name } } } } }";
    for (query, field, refusals) in [
        (of_approvals, "approvals", 2),
        (whole, "approvalRefusals", 0),
    ] {
        for first in [1, 5] {
            let before = tables.reads();
            let told = ada.data(query, json!({ "f": first })).await;
            let edges = told[field]["edges"].as_array().unwrap();
            assert_eq!(edges.len(), first);
            for edge in edges {
                let of_one = edge["node"]["refusals"].as_array();
                assert_eq!(of_one.map_or(0, Vec::len), refusals, "{told:#}");
            }
            assert_eq!(
                tables.reads() - before,
                3,
                "the list, its refusals or approvals, and customers, for {first}"
            );
        }
    }
    office.house.end().await;
}

async fn who_is_refused_is_refused_whatever_the_record_does(world: World) {
    let ledger = FaultyLedger::before(world.ledger().await);
    let office = Office::upon(world, ledger.clone()).await;
    let ada = &office.ada;
    let asked = office.archiving("Contoso").await;
    let away = LedgerError::Database {
        detail: "a full disk".to_owned(),
    };
    ledger.next([Fault::Refused(away.clone())]);
    let mut wish = approve(&asked);
    wish["idempotencyKey"] = json!("mine");
    let told = tell(ada, "approvalApprove", wish.clone()).await;
    assert_eq!(code(&told), "APPROVAL_OF_OWN_REQUEST", "{told:#}");
    assert!(refusals(ada, json!({})).await.is_empty());
    // Whoever sends it again is on record then.
    let told = tell(ada, "approvalApprove", wish).await;
    assert_eq!(code(&told), "APPROVAL_OF_OWN_REQUEST");
    assert_eq!(refusals(ada, json!({})).await.len(), 1);
    // What kept the rules from being asked is no refusal.
    let (customer, _) = ada.register("Fabrikam").await;
    ledger.next([Fault::Refused(away)]);
    let (query, input) = document("approvalRequest", archive(&customer), "userErrors { code }");
    let answer = ada.ask(&query, json!({ "i": input })).await;
    assert_eq!(
        answer["errors"][0]["extensions"]["class"], "SERVER",
        "{answer:#}"
    );
    assert_eq!(refusals(ada, json!({})).await.len(), 1);
    office.house.end().await;
}
