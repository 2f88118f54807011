//! Who decides about what, and when.

use serde_json::json;
use tenantry_domain::approval::{Approval, Ending, PlanDigest, Risk};
use tenantry_domain::cloud::administration::SignIn;
use tenantry_domain::ids::MspId;
use tenantry_domain::role::Role;
use tenantry_domain::settings::{
    ApprovalChanges, ChangeSettings, Settings, SettingsChanges, SettingsCommand,
};
use tenantry_domain::text::Reason;
use tenantry_engine::approvals::{Asked, OperationWish};
use tenantry_engine::commands::Request;
use tenantry_simulation::Asking;
use tenantry_simulation::asking::{GRACE, ID, by};
use tenantry_simulator::{Order, UserChange};
use tenantry_support::world::new_msp;
use tenantry_support::{World, on_both_databases};

use crate::stage::{another, code, events, is_done, stage};

on_both_databases!(
    nobody_decides_about_their_own_or_another_plan_or_without_the_role,
    what_is_another_msps_is_not_there,
    two_people_decide_where_the_msp_wants_it,
    a_plan_that_moved_goes_back_for_approval,
    what_was_done_by_others_meanwhile_is_not_done_again,
);

fn disable(asking: &Asking<'_>) -> OperationWish {
    OperationWish::DisableUser {
        account: asking.grace(),
        remove_licences_after_days: None,
    }
}

fn set(asking: &Asking<'_>, properties: serde_json::Value) {
    let tenant = asking.tenant().as_uuid();
    let control = asking.stage().control();
    let serde_json::Value::Object(properties) = properties else {
        panic!("properties are an object");
    };
    let user = control.user_named(tenant, GRACE);
    let change = UserChange::Set(properties);
    let order = Order::ChangeUser {
        tenant,
        user,
        change,
    };
    control.order(order).unwrap();
}

async fn nobody_decides_about_their_own_or_another_plan_or_without_the_role(world: World) {
    let stage = stage(world).await;
    let asking = Asking::on(&stage).await;
    asking.ask(disable(&asking)).await;
    let digest = asking.digest().await;
    let approve = |who: &str, role, digest: &PlanDigest| {
        let (approvals, digest) = (asking.approvals.clone(), digest.clone());
        let context = by(who);
        async move {
            code(
                approvals
                    .approve(stage.msp, ID, digest, role, context)
                    .await,
            )
        }
    };
    let own = approve("ada", Role::Admin, &digest).await;
    assert_eq!(own, "APPROVAL_OF_OWN_REQUEST");
    let other = PlanDigest::named("0000");
    let outdated = approve("ben", Role::Admin, &other).await;
    assert_eq!(outdated, "APPROVAL_PLAN_MOVED");
    // The role was taken away since the request was looked at.
    let without = approve("ben", Role::Viewer, &digest).await;
    assert_eq!(without, "APPROVAL_NEEDS_TECH");
    let reason = Reason::new("not now").unwrap();
    let rejected = asking
        .approvals
        .reject(stage.msp, ID, reason, Role::Tech, by("ben"));
    rejected.await.unwrap();
    let late = approve("cleo", Role::Admin, &digest).await;
    assert_eq!(late, "APPROVAL_DECIDED");
    asking.run(&[]).await;
    let grace = asking.account(GRACE).await.unwrap();
    assert_eq!(grace.sign_in, SignIn::Allowed);
}

async fn what_is_another_msps_is_not_there(world: World) {
    let stage = stage(world).await;
    let asking = Asking::on(&stage).await;
    asking.ask(disable(&asking)).await;
    let (digest, foreign) = (asking.digest().await, new_msp());
    let approved = asking
        .approvals
        .approve(foreign, ID, digest, Role::Admin, by("eve"));
    assert_eq!(code(approved.await), "APPROVAL_NOT_FOUND");
    let wish = tenantry_engine::approvals::ApprovalWish {
        what: Asked::Operation(asking.new_user()),
        reason: Reason::new("mine").unwrap(),
    };
    let asked = asking
        .approvals
        .request(foreign, another(), wish, by("eve"));
    assert_eq!(code(asked.await), "CUSTOMER_NOT_FOUND");
    // Of either it is on record with whoever tried, and nothing else is.
    let events = events(&asking, foreign).await;
    let types: Vec<&str> = events.iter().map(|it| it.event_type.as_str()).collect();
    assert_eq!(types, ["ApprovalWishRefused"; 2]);
}

async fn two_people_decide_where_the_msp_wants_it(world: World) {
    let stage = stage(world).await;
    let asking = Asking::on(&stage).await;
    set_two_person(&asking, stage.msp).await;
    asking.ask(disable(&asking)).await;
    asking.approve("ben").await.unwrap();
    assert!(matches!(asking.stands().await, Approval::Waiting(_)));
    let twice = asking.approve("ben").await;
    assert_eq!(code(twice), "APPROVAL_GIVEN_TWICE");
    asking.approve("cleo").await.unwrap();
    asking.run(&[]).await;
    assert!(is_done(&asking.stands().await));
}

async fn set_two_person(asking: &Asking<'_>, msp: MspId) {
    let changes = SettingsChanges {
        approvals: ApprovalChanges {
            two_person: Some([Risk::Medium].into()),
            valid_days: None,
        },
        ..SettingsChanges::default()
    };
    let request = Request::<Settings> {
        msp,
        id: msp.to_string(),
        command: SettingsCommand::Change(ChangeSettings { changes }),
        context: by("ada"),
    };
    asking.history.desk().execute(request).await.unwrap();
}

async fn a_plan_that_moved_goes_back_for_approval(world: World) {
    let stage = stage(world).await;
    let asking = Asking::on(&stage).await;
    asking
        .ask(OperationWish::DisableUser {
            account: asking.grace(),
            remove_licences_after_days: Some(3),
        })
        .await;
    let old = asking.digest().await;
    // Somebody else blocks her: what is left to do is less than what is shown.
    asking.approve("ben").await.unwrap();
    set(&asking, json!({ "accountEnabled": false }));
    let back = async || {
        let stands = asking.stands().await;
        matches!(&stands, Approval::Waiting(request) if request.revision == 2)
    };
    asking.history.run_until(&[], back).await;
    let outdated = asking
        .approvals
        .approve(stage.msp, ID, old, Role::Admin, by("ben"));
    assert_eq!(code(outdated.await), "APPROVAL_PLAN_MOVED");
    asking.approve("ben").await.unwrap();
    asking.run(&[]).await;
    assert!(is_done(&asking.stands().await));
    let grace = asking.account(GRACE).await.unwrap();
    assert_eq!((grace.sign_in, grace.licences.len()), (SignIn::Blocked, 0));
    // Whoever was blocked by others is not let in by undoing this.
    let stands = asking.stands().await;
    let reversal = stands.request().unwrap().reversal(ID);
    assert_eq!(reversal.len(), 1, "{reversal:?}");
}

async fn what_was_done_by_others_meanwhile_is_not_done_again(world: World) {
    let stage = stage(world).await;
    let asking = Asking::on(&stage).await;
    asking.ask(disable(&asking)).await;
    asking.approve("ben").await.unwrap();
    set(&asking, json!({ "accountEnabled": false }));
    asking.run(&[]).await;
    let Approval::Ended(request, Ending::Done) = asking.stands().await else {
        panic!("it is done");
    };
    assert!(request.execution.found_made);
    let again = asking.ask_for(another(), Asked::Operation(disable(&asking)));
    assert_eq!(code(again.await), "OPERATION_EMPTY");
}
