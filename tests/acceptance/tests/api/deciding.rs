//! Deciding over HTTP: who may, about which plan, until when, and who was first.

use serde_json::{Value, json};
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::access::{home, sign_in};
use crate::office::{Office, approve, browse, code, document, standing, tell, told};

on_both_databases!(
    nobody_decides_about_their_own_or_another_plan_or_twice,
    what_was_decided_stays_decided,
    a_request_that_nobody_decided_in_time_is_over,
    two_people_decide_where_the_msp_wants_it,
    a_role_that_was_taken_away_decides_nothing,
    of_approving_and_withdrawing_at_once_one_counts,
);

async fn nobody_decides_about_their_own_or_another_plan_or_twice(world: World) {
    let office = Office::open(world).await;
    let (ada, ben) = (&office.ada, &office.ben);
    let asked = office.archiving("Contoso").await;
    // An admin asks as well, and is no judge of that.
    let (customer, _) = ben.register("Fabrikam").await;
    let bens = tell(ben, "approvalRequest", crate::office::archive(&customer)).await;
    let own = tell(ben, "approvalApprove", approve(&bens["approval"])).await;
    assert_eq!(code(&own), "APPROVAL_OF_OWN_REQUEST");
    let why = json!({ "id": bens["approval"]["id"], "reason": "no" });
    let own = tell(ben, "approvalReject", why).await;
    assert_eq!(code(&own), "APPROVAL_OF_OWN_REQUEST");

    let other = json!({ "id": asked["id"], "digest": bens["approval"]["digest"] });
    assert_eq!(
        code(&tell(ben, "approvalApprove", other).await),
        "APPROVAL_PLAN_MOVED"
    );
    let tech = office.house.somebody_of(office.msp, Role::Tech).await;
    let told = tell(&tech, "approvalApprove", approve(&asked)).await;
    assert_eq!(code(&told), "APPROVAL_NEEDS_ADMIN");
    let stranger = office.house.somebody(Role::Admin).await;
    for mutation in ["approvalApprove", "approvalReject", "approvalWithdraw"] {
        let mut input = json!({ "id": asked["id"], "reason": "theirs" });
        if mutation == "approvalApprove" {
            input["digest"] = asked["digest"].clone();
        }
        let told = tell(&stranger, mutation, input).await;
        assert_eq!(code(&told), "APPROVAL_NOT_FOUND", "{mutation}");
    }
    let nothing = json!({ "id": Uuid::now_v7().to_string(), "digest": "" });
    assert_eq!(
        code(&tell(ben, "approvalApprove", nothing).await),
        "APPROVAL_NOT_FOUND"
    );
    assert_eq!(standing(ada, &asked).await["status"], "WAITING");

    let mut wish = approve(&asked);
    wish["idempotencyKey"] = json!("yes");
    let told = tell(ben, "approvalApprove", wish.clone()).await;
    assert_eq!(told["receipt"]["outcome"], "RECORDED", "{told:#}");
    let told = tell(ben, "approvalApprove", wish).await;
    assert_eq!(told["receipt"]["outcome"], "REPLAYED");
    let told = tell(ben, "approvalApprove", approve(&asked)).await;
    assert_eq!(told["receipt"]["outcome"], "ALREADY_DONE");
    let third = office.house.somebody_of(office.msp, Role::Admin).await;
    let told = tell(&third, "approvalApprove", approve(&asked)).await;
    assert_eq!(code(&told), "APPROVAL_UNDER_WAY");
    office.house.end().await;
}

async fn what_was_decided_stays_decided(world: World) {
    let office = Office::open(world).await;
    let (ada, ben) = (&office.ada, &office.ben);
    let rejected = office.archiving("Contoso").await;
    let why = json!({ "id": rejected["id"], "reason": "not this week" });
    let told = tell(ben, "approvalReject", why).await;
    assert_eq!(told["approval"]["status"], "REJECTED", "{told:#}");
    let now = standing(ada, &rejected).await;
    assert_eq!(now["endReason"], "not this week");
    let told = tell(ben, "approvalApprove", approve(&rejected)).await;
    assert_eq!(code(&told), "APPROVAL_DECIDED");

    let withdrawn = office.archiving("Fabrikam").await;
    let tech = office.house.somebody_of(office.msp, Role::Tech).await;
    let which = || json!({ "id": withdrawn["id"] });
    let told = tell(&tech, "approvalWithdraw", which()).await;
    assert_eq!(code(&told), "NOT_YOURS_TO_WITHDRAW");
    let told = tell(ada, "approvalWithdraw", which()).await;
    assert_eq!(told["approval"]["status"], "WITHDRAWN", "{told:#}");
    let told = tell(ada, "approvalWithdraw", which()).await;
    assert_eq!(told["receipt"]["outcome"], "ALREADY_DONE");
    let told = tell(ben, "approvalApprove", approve(&withdrawn)).await;
    assert_eq!(code(&told), "APPROVAL_DECIDED");

    for (mutation, code_of) in [
        ("approvalRetry", "APPROVAL_NOT_GRANTED"),
        ("approvalAbandon", "APPROVAL_NOT_GRANTED"),
    ] {
        let told = tell(
            ada,
            mutation,
            json!({ "id": withdrawn["id"], "reason": "to see" }),
        )
        .await;
        assert_eq!(code(&told), code_of, "{mutation}");
    }
    let granted = office.archiving("Northwind").await;
    tell(ben, "approvalApprove", approve(&granted)).await;
    let which = || json!({ "id": granted["id"], "reason": "to see" });
    assert_eq!(
        code(&tell(ada, "approvalAbandon", which()).await),
        "APPROVAL_NOT_STUCK"
    );
    let told = tell(ada, "approvalRetry", which()).await;
    assert_eq!(told["receipt"]["outcome"], "ALREADY_DONE", "{told:#}");
    assert_eq!(
        code(&tell(ada, "approvalWithdraw", which()).await),
        "APPROVAL_UNDER_WAY"
    );
    let password = told_password(&office, &granted).await;
    assert_eq!(code(&password), "APPROVAL_UNDER_WAY");
    office.carry(&granted).await;
    let password = told_password(&office, &granted).await;
    assert_eq!(code(&password), "PASSWORD_NOT_THERE");
    office.house.end().await;
}

async fn told_password(office: &Office, approval: &Value) -> Value {
    let fields = "handedOut { password } userErrors { code }";
    let input = json!({ "id": approval["id"] });
    told(&office.ben, "approvalHandOut", input, fields).await
}

async fn a_request_that_nobody_decided_in_time_is_over(world: World) {
    let office = Office::open(world).await;
    let asked = office.archiving("Contoso").await;
    office.wait_days(8);
    let told = tell(&office.ben, "approvalApprove", approve(&asked)).await;
    assert_eq!(code(&told), "APPROVAL_EXPIRED");
    let why = json!({ "id": asked["id"], "reason": "too late" });
    let told = tell(&office.ben, "approvalReject", why).await;
    assert_eq!(code(&told), "APPROVAL_EXPIRED");
    office.carry(&asked).await;
    assert_eq!(standing(&office.ada, &asked).await["status"], "EXPIRED");
    let told = tell(&office.ben, "approvalApprove", approve(&asked)).await;
    assert_eq!(code(&told), "APPROVAL_EXPIRED");
    office.house.end().await;
}

async fn two_people_decide_where_the_msp_wants_it(world: World) {
    let office = Office::open(world).await;
    let ben = &office.ben;
    let change = json!({ "approvals": { "twoPerson": ["HIGH"], "validDays": 3 } });
    let fields = "settings { approvals { twoPerson validDays } } userErrors { code }";
    let set = told(ben, "settingsChange", change, fields).await;
    let wanted = json!({ "twoPerson": ["HIGH"], "validDays": 3 });
    assert_eq!(set["settings"]["approvals"], wanted, "{set:#}");
    let asked = office.archiving("Contoso").await;
    assert_eq!(asked["decisionsNeeded"], 2);
    let told = tell(ben, "approvalApprove", approve(&asked)).await;
    assert_eq!(
        (
            &told["approval"]["status"],
            &told["approval"]["decisionsGiven"]
        ),
        (&json!("WAITING"), &json!(1)),
        "{told:#}"
    );
    let told = tell(ben, "approvalApprove", approve(&asked)).await;
    assert_eq!(code(&told), "APPROVAL_GIVEN_TWICE");
    let carl = office.house.somebody_of(office.msp, Role::Admin).await;
    let told = tell(&carl, "approvalApprove", approve(&asked)).await;
    assert_eq!(told["approval"]["status"], "UNDER_WAY", "{told:#}");
    office.house.end().await;
}

async fn a_role_that_was_taken_away_decides_nothing(world: World) {
    let office = Office::open(world).await;
    let tenant = home(&office.house, office.msp).await;
    let (grace, session) = sign_in(&office.house, tenant, "Grace", &[]).await;
    // An MSP keeps an admin.
    let (linus, _) = sign_in(&office.house, tenant, "Linus", &[]).await;
    let input = json!({ "member": linus, "role": "ADMIN" });
    let kept = told(&office.ben, "memberGrantRole", input, "userErrors { code }");
    assert_eq!(code(&kept.await), "done");
    let grant = |role: &str| {
        let input = json!({ "member": grace, "role": role });
        told(&office.ben, "memberGrantRole", input, "userErrors { code }")
    };
    assert_eq!(code(&grant("ADMIN").await), "done");
    let asked = office.archiving("Contoso").await;
    let fields = "approval { status } userErrors { code }";
    let decide = async || {
        let (query, input) = document("approvalApprove", approve(&asked), fields);
        browse(&office.house, &session, &query, json!({ "i": input })).await
    };
    // The role of the moment counts, not the one that the request was read in.
    assert_eq!(code(&grant("TECH").await), "done");
    let answer = decide().await;
    assert_eq!(
        code(&answer["data"]["approvalApprove"]),
        "APPROVAL_NEEDS_ADMIN"
    );
    assert_eq!(code(&grant("VIEWER").await), "done");
    let answer = decide().await;
    assert_eq!(
        answer["errors"][0]["extensions"]["code"], "ROLE_MISSING",
        "{answer:#}"
    );
    assert_eq!(code(&grant("ADMIN").await), "done");
    let answer = decide().await;
    let approval = &answer["data"]["approvalApprove"]["approval"];
    assert_eq!(approval["status"], "UNDER_WAY", "{answer:#}");
    office.house.end().await;
}

async fn of_approving_and_withdrawing_at_once_one_counts(world: World) {
    let office = Office::open(world).await;
    for number in 0..4 {
        let asked = office.archiving(&format!("Contoso {number}")).await;
        let (yes, no) = tokio::join!(
            tell(&office.ben, "approvalApprove", approve(&asked)),
            tell(
                &office.ada,
                "approvalWithdraw",
                json!({ "id": asked["id"] })
            ),
        );
        let stands = standing(&office.ada, &asked).await;
        let wanted = match (code(&yes), code(&no)) {
            ("done", "APPROVAL_UNDER_WAY") => "UNDER_WAY",
            ("APPROVAL_DECIDED", "done") => "WITHDRAWN",
            other => panic!("{other:?}"),
        };
        assert_eq!(stands["status"], wanted);
    }
    office.house.end().await;
}
