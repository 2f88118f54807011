//! The team, its groups, service tokens and sessions: who may come in is decided here.

use std::collections::BTreeSet;
use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};
use tenantry_domain::cloud::directory::{GroupId, UserId};
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::role::Role;
use tenantry_domain::team::Groups;
use tenantry_domain::text::Reason;
use tenantry_engine::access::PersonSignedIn;
use tenantry_engine::commands::Context;
use tenantry_support::{World, on_both_databases};
use tokio::time::sleep;
use uuid::Uuid;

use crate::client::{Client, send};
use crate::house::{House, PAGES};

on_both_databases!(
    a_member_is_given_a_role_suspended_and_let_in_again,
    a_session_tells_who_it_is_and_ends,
    sessions_are_listed_and_people_end_their_own,
    home_tenants_are_listed,
    groups_give_roles,
    a_token_is_shown_once_and_taken_back,
    bad_wishes_are_answered_with_their_code,
);

const GRANT: &str = "mutation($i: MemberGrantRoleInput!) { memberGrantRole(input: $i) {
    member { id name role granted status } receipt { outcome position } userErrors { code path } } }";
const SUSPEND: &str = "mutation($i: MemberSuspendInput!) { memberSuspend(input: $i) {
    member { status } receipt { outcome } userErrors { code path } } }";
const ISSUE: &str = "mutation($i: ServiceTokenIssueInput!) { serviceTokenIssue(input: $i) {
    issued { id secret expiresAt serviceToken { id tokenId name role status issuedAt expiresAt revokedAt } }
    receipt { outcome position } userErrors { code path remedy } } }";
const REVOKE: &str = "mutation($i: ServiceTokenRevokeInput!) { serviceTokenRevoke(input: $i) {
    serviceToken { status revokedAt } receipt { outcome } userErrors { code path } } }";

/// A home tenant for the MSP, whose people sign in from then on.
pub(crate) async fn home(house: &House, msp: MspId) -> TenantId {
    let tenant = TenantId::new(Uuid::now_v7());
    let context = Context::new(Actor::service("test"), Source::Engine);
    let admitted = house.access.admit_home_tenant(msp, tenant, context).await;
    admitted.unwrap();
    tenant
}

/// Somebody signs in; the id of the account, and what the browser has to show.
pub(crate) async fn sign_in(
    house: &House,
    tenant: TenantId,
    name: &str,
    groups: &[Uuid],
) -> (String, String) {
    let account = Uuid::new_v5(&tenant.as_uuid(), name.as_bytes());
    let groups: BTreeSet<GroupId> = groups.iter().copied().map(GroupId::new).collect();
    let person = PersonSignedIn {
        tenant,
        account: UserId::new(account),
        name: name.to_owned(),
        groups: Groups::Known(groups),
        second_factor: Some(true),
    };
    let admitted = house.access.admit(person).await.unwrap();
    let session = house.access.open_session(admitted).await.unwrap();
    (account.to_string(), session.text.expose().to_owned())
}

/// Who the holder of a session is, as the API sees it.
async fn viewer(house: &House, session: &str) -> (u16, Value) {
    let (status, data) = browse(house, session, "{ viewer { name actor role } }").await;
    (status, data["viewer"].clone())
}

/// What a browser is answered with this session.
async fn browse(house: &House, session: &str, query: &str) -> (u16, Value) {
    let body = json!({ "query": query }).to_string();
    let cookie = format!("tenantry={session}");
    let headers = [
        ("content-type", "application/json"),
        ("cookie", cookie.as_str()),
        ("graphql-require-preflight", "1"),
        ("origin", PAGES),
    ];
    let answer = send(house.address, Method::POST, "/graphql", &headers, &body).await;
    (answer.status, answer.json()["data"].clone())
}

async fn a_member_is_given_a_role_suspended_and_let_in_again(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    let tenant = home(&house, admin.msp).await;
    let (ada, session) = sign_in(&house, tenant, "Ada", &[]).await;
    sign_in(&house, tenant, "Grace", &[]).await;

    let wish =
        json!({ "i": { "idempotencyKey": "g", "member": ada, "role": "TECH", "reason": "hired" } });
    let told = admin.data(GRANT, wish.clone()).await["memberGrantRole"].clone();
    let member = &told["member"];
    assert_eq!(
        (&member["role"], &member["granted"], &member["name"]),
        (&json!("TECH"), &json!("TECH"), &json!("Ada"))
    );
    assert_eq!(told["receipt"]["outcome"], "RECORDED");
    let again = admin.data(GRANT, wish).await["memberGrantRole"].clone();
    assert_eq!(again["receipt"]["outcome"], "REPLAYED");

    let list = "query($f: MemberFilter) { members(filter: $f) { edges { node {
        id memberId name tenantId role status signedInAt changedAt position } } } }";
    let all = admin.data(list, json!({})).await["members"]["edges"].clone();
    let names: Vec<&Value> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["node"]["name"])
        .collect();
    assert_eq!(names, ["Ada", "Grace"]);
    let techs = json!({ "f": { "role": "TECH", "status": "ACTIVE", "nameBeginsWith": "AD" } });
    let techs = admin.data(list, techs).await["members"]["edges"].clone();
    assert_eq!(techs.as_array().unwrap().len(), 1);
    let found = &techs[0]["node"];
    assert_eq!(found["tenantId"], tenant.to_string());
    assert!(found["signedInAt"].is_string());
    let one = "query($id: ID!) { member(id: $id) { memberId } node(id: $id) { __typename id } }";
    let one = admin.data(one, json!({ "id": found["id"] })).await;
    assert_eq!(one["member"]["memberId"], ada);
    assert_eq!(
        one["node"],
        json!({ "__typename": "Member", "id": found["id"] })
    );

    let looker = house.somebody_of(admin.msp, Role::Viewer).await;
    let node = "query($id: ID!) { node(id: $id) { id } }";
    let refused = looker.refused(node, json!({ "id": found["id"] })).await;
    assert_eq!(refused, "ROLE_MISSING", "by no way round either");

    assert_eq!(viewer(&house, &session).await.0, 200);
    let wish = json!({ "i": { "idempotencyKey": "s", "member": found["id"], "reason": "left" } });
    let told = admin.data(SUSPEND, wish).await["memberSuspend"].clone();
    assert_eq!(told["member"]["status"], "SUSPENDED");
    assert_eq!(viewer(&house, &session).await.0, 401, "at once");
    let reinstate = "mutation($i: MemberReinstateInput!) { memberReinstate(input: $i) {
        member { status } userErrors { code } } }";
    let wish = json!({ "i": { "idempotencyKey": "r", "member": ada } });
    let told = admin.data(reinstate, wish).await["memberReinstate"].clone();
    assert_eq!(told["member"]["status"], "ACTIVE");
    assert_eq!(
        viewer(&house, &session).await.0,
        401,
        "what was over stays over"
    );
    house.end().await;
}

async fn a_session_tells_who_it_is_and_ends(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    let tenant = home(&house, admin.msp).await;
    let (ada, session) = sign_in(&house, tenant, "Ada Lovelace", &[]).await;
    let (_, told) = viewer(&house, &session).await;
    let told_of =
        json!({ "name": "Ada Lovelace", "actor": format!("user {ada}"), "role": "VIEWER" });
    assert_eq!(told, told_of);
    let machine = admin.data("{ viewer { name } }", json!({})).await;
    assert_eq!(machine["viewer"]["name"], "a program");

    // The record says which session it is.
    let events = "{ timeline { edges { node { type streamId } } } }";
    let events = admin.data(events, json!({})).await["timeline"]["edges"].clone();
    let opened = events.as_array().unwrap().iter();
    let opened = opened
        .map(|it| &it["node"])
        .find(|it| it["type"] == "SessionOpened");
    let id = opened.unwrap()["streamId"].as_str().unwrap();
    let revoke = "mutation($i: SessionRevokeInput!) { sessionRevoke(input: $i) {
        sessionId receipt { outcome } userErrors { code path } } }";
    for (key, outcome) in [("a", "RECORDED"), ("a", "REPLAYED"), ("b", "ALREADY_DONE")] {
        let wish =
            json!({ "i": { "idempotencyKey": key, "sessionId": id, "reason": "lost laptop" } });
        let told = admin.data(revoke, wish).await["sessionRevoke"].clone();
        assert_eq!(told["sessionId"], id, "{told:#}");
        assert_eq!(told["receipt"]["outcome"], outcome);
    }
    assert_eq!(viewer(&house, &session).await.0, 401);
    for (id, code) in [("x", "MALFORMED_ID"), (&*ada, "SESSION_NOT_FOUND")] {
        let wish = json!({ "i": { "idempotencyKey": "c", "sessionId": id, "reason": "?" } });
        let told = admin.data(revoke, wish).await["sessionRevoke"].clone();
        assert_eq!(told["userErrors"][0]["code"], code);
    }
    house.end().await;
}

async fn sessions_are_listed_and_people_end_their_own(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    let tenant = home(&house, admin.msp).await;
    let (ada, laptop) = sign_in(&house, tenant, "Ada", &[]).await;
    let (_, phone) = sign_in(&house, tenant, "Ada", &[]).await;
    let (grace, _) = sign_in(&house, tenant, "Grace", &[]).await;
    let position = admin.head().await;

    let list = "query($f: SessionFilter, $p: Position, $a: String, $n: Int) {
        sessions(filter: $f, atLeast: $p, after: $a, first: $n) { edges { node {
            sessionId memberId secondFactor openedAt expiresAt current position } }
            pageInfo { hasNextPage endCursor } } }";
    let first = json!({ "p": position, "n": 2 });
    let page = admin.data(list, first).await["sessions"].clone();
    assert_eq!(
        page["edges"][0]["node"]["memberId"], grace,
        "the latest first"
    );
    assert_eq!(page["edges"][0]["node"]["secondFactor"], true);
    assert_eq!(page["edges"][0]["node"]["current"], false);
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
    let rest = json!({ "a": page["pageInfo"]["endCursor"] });
    let rest = admin.data(list, rest).await["sessions"]["edges"].clone();
    assert_eq!(rest.as_array().unwrap().len(), 1);
    let of_ada = json!({ "f": { "member": ada } });
    let of_ada = admin.data(list, of_ada).await["sessions"]["edges"].clone();
    assert_eq!(of_ada.as_array().unwrap().len(), 2);

    let own = "{ viewerSessions { edges { node { sessionId memberId current } } } }";
    let (_, told) = browse(&house, &laptop, own).await;
    let edges = told["viewerSessions"]["edges"].as_array().unwrap().clone();
    let current: Vec<&Value> = edges.iter().map(|it| &it["node"]["current"]).collect();
    assert_eq!(current, [&json!(false), &json!(true)]);
    let machine = admin.data(own, json!({})).await;
    assert_eq!(machine["viewerSessions"]["edges"], json!([]));

    let end = |key: &str, id: &Value| {
        format!(
            "mutation {{ sessionEnd(input: {{ idempotencyKey: \"{key}\", sessionId: {id} }}) {{
            sessionId receipt {{ outcome }} userErrors {{ code }} }} }}"
        )
    };
    let of_grace = page["edges"][0]["node"]["sessionId"].clone();
    for (key, id) in [("x", &of_grace), ("y", &json!(ada))] {
        let (_, told) = browse(&house, &laptop, &end(key, id)).await;
        let code = &told["sessionEnd"]["userErrors"][0]["code"];
        assert_eq!(code, "SESSION_NOT_FOUND", "another's is as good as none");
    }
    let left = edges[0]["node"]["sessionId"].clone();
    for outcome in ["RECORDED", "REPLAYED"] {
        let (_, told) = browse(&house, &laptop, &end("e", &left)).await;
        assert_eq!(told["sessionEnd"]["receipt"]["outcome"], outcome, "{told}");
    }
    assert_eq!(viewer(&house, &phone).await.0, 401);
    assert_eq!(viewer(&house, &laptop).await.0, 200);
    let position = admin.head().await;
    let left = admin.data(list, json!({ "p": position })).await["sessions"]["edges"].clone();
    assert_eq!(left.as_array().unwrap().len(), 2);
    house.end().await;
}

async fn home_tenants_are_listed(world: World) {
    let house = House::on(world).await;
    let (mine, theirs) = (
        house.somebody(Role::Admin).await,
        house.somebody(Role::Admin).await,
    );
    let (first, second) = (home(&house, mine.msp).await, home(&house, mine.msp).await);
    home(&house, theirs.msp).await;
    let list = "query($a: String, $n: Int) { homeTenants(first: $n, after: $a) {
        edges { node { tenantId admittedAt } } pageInfo { hasNextPage endCursor } } }";
    let tenants = async |wanted: Value| {
        let page = mine.data(list, wanted).await["homeTenants"].clone();
        let edges = page["edges"].as_array().unwrap().iter();
        let ids = edges.map(|it| it["node"]["tenantId"].as_str().unwrap().to_owned());
        (
            ids.collect::<Vec<_>>(),
            page["pageInfo"]["endCursor"].clone(),
        )
    };
    let both = [first.to_string(), second.to_string()];
    // They are on record elsewhere, and read here within moments.
    while tenants(json!({})).await.0.len() < 2 {
        sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(tenants(json!({})).await.0, both);
    let (page, cursor) = tenants(json!({ "n": 1 })).await;
    assert_eq!(page, both[..1]);
    assert_eq!(tenants(json!({ "a": cursor })).await.0, both[1..]);

    let context = Context::new(Actor::service("test"), Source::Engine);
    let reason = Reason::new("sold").unwrap();
    let removed = house
        .access
        .remove_home_tenant(mine.msp, first, reason, context);
    removed.await.unwrap();
    while tenants(json!({})).await.0.len() > 1 {
        sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(tenants(json!({})).await.0, both[1..]);
    house.end().await;
}

async fn groups_give_roles(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    let tenant = home(&house, admin.msp).await;
    let group = Uuid::now_v7();
    let set = "mutation($i: GroupRuleSetInput!) { groupRuleSet(input: $i) {
        groupRules { groupId name role } receipt { outcome } userErrors { code path } } }";
    let wish = |key: &str, role: &str| {
        json!({ "i": { "idempotencyKey": key, "groupId": group,
            "name": "Engineers", "role": role } })
    };
    let rule = json!([{ "groupId": group, "name": "Engineers", "role": "TECH" }]);
    for (key, outcome) in [("a", "RECORDED"), ("b", "ALREADY_DONE")] {
        let told = admin.data(set, wish(key, "TECH")).await["groupRuleSet"].clone();
        assert_eq!(
            (&told["groupRules"], &told["receipt"]["outcome"]),
            (&rule, &json!(outcome))
        );
    }
    let rules = "{ groupRules { groupId name role } }";
    assert_eq!(admin.data(rules, json!({})).await["groupRules"], rule);
    let (ada, session) = sign_in(&house, tenant, "Ada", &[group]).await;
    assert_eq!(viewer(&house, &session).await.1["role"], "TECH");
    // What members have by the group changes with the rule.
    admin.data(set, wish("c", "AUDITOR")).await;
    let one = "query($id: ID!) { member(id: $id) { role granted } }";
    let told = admin.data(one, json!({ "id": ada })).await["member"].clone();
    assert_eq!(told, json!({ "role": "AUDITOR", "granted": "VIEWER" }));
    let remove = "mutation($i: GroupRuleRemoveInput!) { groupRuleRemove(input: $i) {
        groupRules { name } userErrors { code path } } }";
    let wish = |key: &str, group: &str| json!({ "i": { "idempotencyKey": key, "groupId": group, "reason": "gone" } });
    let told = admin.data(remove, wish("d", &group.to_string())).await["groupRuleRemove"].clone();
    assert_eq!(told["groupRules"], json!([]));
    assert_eq!(viewer(&house, &session).await.1["role"], "VIEWER");
    for (group, code) in [
        (&*group.to_string(), "GROUP_RULE_NOT_FOUND"),
        ("engineers", "MALFORMED_ID"),
    ] {
        let told = admin.data(remove, wish("e", group)).await["groupRuleRemove"].clone();
        assert_eq!(told["userErrors"][0]["code"], code);
    }
    house.end().await;
}

async fn a_token_is_shown_once_and_taken_back(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    let wish =
        json!({ "i": { "idempotencyKey": "t", "name": "nightly", "role": "TECH", "days": 7 } });
    let told = admin.data(ISSUE, wish.clone()).await["serviceTokenIssue"].clone();
    let issued = &told["issued"];
    let secret = issued["secret"].as_str().unwrap();
    assert_eq!(issued["serviceToken"]["name"], "nightly", "{told:#}");
    assert_eq!(issued["serviceToken"]["id"], issued["id"]);
    let machine = Client::new(house.address, admin.msp, secret);
    let itself = machine.data("{ viewer { name role } }", json!({})).await;
    assert_eq!(
        itself["viewer"],
        json!({ "name": "nightly", "role": "TECH" })
    );

    let again = admin.data(ISSUE, wish).await["serviceTokenIssue"].clone();
    assert_eq!(again["issued"], Value::Null);
    assert_eq!(again["userErrors"][0]["code"], "SERVICE_TOKEN_EXISTS");
    assert!(!again.to_string().contains(secret));
    let list = "query($f: ServiceTokenFilter) { serviceTokens(filter: $f) { edges { node {
        id name role status } } } timeline { edges { node { payload } } } }";
    let all = admin.data(list, json!({})).await;
    assert_eq!(all["serviceTokens"]["edges"].as_array().unwrap().len(), 2);
    assert!(!all.to_string().contains(secret), "the secret is nowhere");

    let wish = |key: &str| json!({ "i": { "idempotencyKey": key, "token": issued["id"], "reason": "leaked" } });
    for (key, outcome) in [("r", "RECORDED"), ("q", "ALREADY_DONE")] {
        let told = admin.data(REVOKE, wish(key)).await["serviceTokenRevoke"].clone();
        assert_eq!(told["serviceToken"]["status"], "REVOKED");
        assert_eq!(told["receipt"]["outcome"], outcome);
    }
    assert_eq!(
        machine.refused("{ viewer { name } }", json!({})).await,
        "NOT_SIGNED_IN"
    );
    let revoked = admin
        .data(list, json!({ "f": { "status": "REVOKED" } }))
        .await;
    assert_eq!(
        revoked["serviceTokens"]["edges"][0]["node"]["name"],
        "nightly"
    );
    house.end().await;
}

async fn bad_wishes_are_answered_with_their_code(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    let tenant = home(&house, admin.msp).await;
    let (ada, _) = sign_in(&house, tenant, "Ada", &[]).await;
    let nobody = Uuid::now_v7().to_string();
    let at = |field: &str| json!(["input", field]);
    for (id, key, code, path) in [
        (&*nobody, "a", "MEMBER_NOT_FOUND", Value::Null),
        ("Ada", "a", "NODE_ID_MALFORMED", at("member")),
        (&*ada, "", "IDEMPOTENCY_KEY_MALFORMED", at("idempotencyKey")),
    ] {
        let wish = json!({ "i": { "idempotencyKey": key, "member": id, "role": "ADMIN" } });
        let told = admin.data(GRANT, wish).await["memberGrantRole"].clone();
        assert_eq!(
            (
                &told["userErrors"][0]["code"],
                &told["userErrors"][0]["path"]
            ),
            (&json!(code), &path)
        );
        assert_eq!(told["receipt"], Value::Null);
    }
    let wish = json!({ "i": { "idempotencyKey": "a", "member": ada, "reason": " " } });
    let told = admin.data(SUSPEND, wish).await["memberSuspend"].clone();
    assert_eq!(
        told["userErrors"][0],
        json!({ "code": "INVALID_TEXT", "path": ["input", "reason"] })
    );
    // The only Admin of the team stays one.
    let wish = |key: &str, role: &str| json!({ "i": { "idempotencyKey": key, "member": ada, "role": role } });
    admin.data(GRANT, wish("b", "ADMIN")).await;
    let told = admin.data(GRANT, wish("c", "VIEWER")).await["memberGrantRole"].clone();
    assert_eq!(told["userErrors"][0]["code"], "LAST_ADMIN_PROTECTED");

    for (name, days, code, field) in [
        ("", 1, "INVALID_TEXT", "name"),
        ("x", 0, "SERVICE_TOKEN_TERM_INVALID", "days"),
        ("x", -1, "SERVICE_TOKEN_TERM_INVALID", "days"),
        ("x", 367, "SERVICE_TOKEN_TERM_INVALID", "days"),
        ("x", 70_000, "SERVICE_TOKEN_TERM_INVALID", "days"),
    ] {
        let wish =
            json!({ "i": { "idempotencyKey": "d", "name": name, "role": "VIEWER", "days": days } });
        let told = admin.data(ISSUE, wish).await["serviceTokenIssue"].clone();
        assert_eq!(
            (
                &told["userErrors"][0]["code"],
                &told["userErrors"][0]["path"]
            ),
            (&json!(code), &at(field))
        );
    }
    for (id, code) in [
        (&*nobody, "SERVICE_TOKEN_NOT_FOUND"),
        ("x", "NODE_ID_MALFORMED"),
    ] {
        let wish = json!({ "i": { "idempotencyKey": "e", "token": id, "reason": "?" } });
        let told = admin.data(REVOKE, wish).await["serviceTokenRevoke"].clone();
        assert_eq!(told["userErrors"][0]["code"], code);
    }
    house.end().await;
}
