//! Users who are created, and let go again.

use tenantry_domain::approval::{Approval, ApprovalEvent, Ending, Operation};
use tenantry_domain::cloud::administration::SignIn;
use tenantry_domain::ids::MspId;
use tenantry_domain::role::Role;
use tenantry_domain::saga::{Next, Saga as _};
use tenantry_domain::text::Reason;
use tenantry_engine::approvals::{Asked, OperationWish};
use tenantry_simulation::Asking;
use tenantry_simulation::asking::{GRACE, ID, NEW, by, scenario};
use tenantry_support::{World, on_both_databases};

use crate::stage::{another, code, events, is_done, of_approvals, run_until, stage, stage_of};

on_both_databases!(
    a_user_is_created_and_the_first_password_handed_out_once,
    a_password_that_nobody_fetches_does_not_stay,
    a_leaver_is_disabled_and_that_is_undone,
    whoever_was_created_here_is_deleted_by_undoing_it,
    a_permission_that_is_missing_is_named_and_waited_for,
);

async fn a_user_is_created_and_the_first_password_handed_out_once(world: World) {
    let stage = stage(world).await;
    let asking = Asking::on(&stage).await;
    asking.ask(asking.new_user()).await;
    asking.approve("ben").await.unwrap();
    run_until(&asking, is_done).await;
    let ada = asking.account(NEW).await.unwrap();
    assert_eq!(ada.usage_location.unwrap().as_str(), "GB");
    assert_eq!(ada.licences.len(), 1);

    let (approvals, msp) = (&asking.approvals, stage.msp);
    let stranger = approvals.hand_out(msp, ID, Role::Admin, by("zoe")).await;
    assert_eq!(code(stranger), "PASSWORD_NOT_YOURS");
    let again = by("ada").with_key("again");
    let given = approvals.hand_out(msp, ID, Role::Tech, again.clone()).await;
    let (password, _) = given.unwrap();
    let tenant = asking.tenant().as_uuid();
    let set = stage.control().user_password(tenant, ada.id.as_uuid());
    assert_eq!(set.as_deref(), Some(password.expose()));
    for context in [again, by("ada"), by("ben")] {
        let once_more = approvals.hand_out(msp, ID, Role::Tech, context).await;
        assert_eq!(code(once_more), "PASSWORD_HANDED_OUT");
    }
    asking.run(&[]).await;
    assert_eq!(asking.complaints().await, Vec::<String>::new());
    for msp in [msp, MspId::INSTALLATION] {
        for event in events(&asking, msp).await {
            let text = format!("{} {}", event.payload, event.metadata);
            for word in ["Lovelace", "ada@", password.expose()] {
                assert!(!text.contains(word), "{word} in {}", event.event_type);
            }
        }
    }
}

async fn a_password_that_nobody_fetches_does_not_stay(world: World) {
    let stage = stage(world).await;
    let asking = Asking::on(&stage).await;
    asking.ask(asking.new_user()).await;
    asking.approve("ben").await.unwrap();
    asking.run(&[]).await;
    let late = asking
        .approvals
        .hand_out(stage.msp, ID, Role::Tech, by("ada"));
    assert_eq!(code(late.await), "PASSWORD_NOT_THERE");
}

async fn a_leaver_is_disabled_and_that_is_undone(world: World) {
    let stage = stage(world).await;
    let asking = Asking::on(&stage).await;
    let account = asking.grace();
    asking
        .ask(OperationWish::DisableUser {
            account,
            remove_licences_after_days: Some(14),
        })
        .await;
    asking.approve("ben").await.unwrap();
    asking.run(&[]).await;
    let grace = asking.account(GRACE).await.unwrap();
    assert_eq!((grace.sign_in, grace.licences.len()), (SignIn::Blocked, 0));

    let reason = Reason::new("she stays after all").unwrap();
    let context = by("ada").with_key("undo");
    let undone = asking
        .approvals
        .undo(stage.msp, ID, reason.clone(), context.clone());
    let parts = undone.await.unwrap();
    assert_eq!(parts.len(), 2);
    let again = asking.approvals.undo(stage.msp, ID, reason, context).await;
    let ids = |parts: &[(_, _)]| parts.iter().map(|it| it.0).collect::<Vec<_>>();
    assert_eq!(ids(&again.unwrap()), ids(&parts));
    for (id, _) in &parts {
        let part = asking.approvals.of(stage.msp, *id).await.unwrap();
        let digest = part.request().unwrap().plan.digest.clone();
        let approved = asking
            .approvals
            .approve(stage.msp, *id, digest, Role::Admin, by("ben"));
        approved.await.unwrap();
    }
    for (id, _) in parts {
        let at_rest = async || {
            let part = asking.approvals.of(stage.msp, id).await.unwrap();
            matches!(part.next(), Next::Rest)
        };
        asking.history.run_until(&[], at_rest).await;
    }
    let grace = asking.account(GRACE).await.unwrap();
    assert_eq!((grace.sign_in, grace.licences.len()), (SignIn::Allowed, 1));
}

async fn whoever_was_created_here_is_deleted_by_undoing_it(world: World) {
    let stage = stage(world).await;
    let asking = Asking::on(&stage).await;
    asking.ask(asking.new_user()).await;
    asking.approve("ben").await.unwrap();
    run_until(&asking, is_done).await;
    let stands = asking.stands().await;
    let [deletion] = &stands.request().unwrap().reversal(ID)[..] else {
        panic!("one thing undoes it");
    };
    // Nobody else is deleted in the name of this approval.
    let Operation::DeleteUser { account, .. } = deletion.clone() else {
        panic!("{deletion:?}");
    };
    let mut foreign = account.clone();
    foreign.user.id = asking.account(GRACE).await.unwrap().id;
    let foreign = Operation::DeleteUser {
        account: foreign,
        made_by: ID,
    };
    let asked = Asked::Operation(OperationWish::Sealed(foreign));
    let refused = asking.ask_for(another(), asked).await;
    assert_eq!(code(refused), "USER_NOT_MADE_HERE");

    let reason = Reason::new("she does not begin after all").unwrap();
    let undone = asking.approvals.undo(stage.msp, ID, reason, by("ada"));
    let (id, _) = undone.await.unwrap()[0];
    let deletion = asking.approvals.of(stage.msp, id).await.unwrap();
    let digest = &deletion.request().unwrap().plan.digest;
    let approve = |role| {
        asking
            .approvals
            .approve(stage.msp, id, digest.clone(), role, by("ben"))
    };
    assert_eq!(code(approve(Role::Tech).await), "APPROVAL_NEEDS_ADMIN");
    approve(Role::Admin).await.unwrap();
    let done = async || is_done(&asking.approvals.of(stage.msp, id).await.unwrap());
    asking.history.run_until(&[], done).await;
    assert!(asking.account(NEW).await.is_none());
}

async fn a_permission_that_is_missing_is_named_and_waited_for(world: World) {
    let mut scenario = scenario();
    let roles = &mut scenario.partners[0].apps[0].roles;
    roles.retain(|it| !it.starts_with("User.") || it == "User.Read.All");
    let stage = stage_of(world, scenario).await;
    let asking = Asking::on(&stage).await;
    asking.ask(asking.new_user()).await;
    asking.approve("ben").await.unwrap();
    let met = |stands: &Approval| {
        let request = stands.request().unwrap();
        request.pace.fault.is_some()
    };
    run_until(&asking, met).await;
    let stands = asking.stands().await;
    let fault = stands.request().unwrap().pace.fault.clone().unwrap();
    assert_eq!(fault.code, "WRITE_PERMISSION_MISSING");
    assert!(fault.detail.contains("User.ReadWrite.All"), "{fault:?}");
    assert!(matches!(stands, Approval::UnderWay(_)));
    // Nobody gives it: in the end nothing is left of it.
    asking.run(&[]).await;
    let stands = asking.stands().await;
    assert!(matches!(stands, Approval::Ended(_, Ending::Undone(_))));
    assert_eq!(asking.complaints().await, Vec::<String>::new());
    let dropped = of_approvals(&asking).await;
    let dropped = dropped
        .iter()
        .filter(|it| matches!(it, ApprovalEvent::PasswordDropped { .. }));
    assert_eq!(dropped.count(), 0, "nothing was begun");
}
