//! Licences: as many as there are, and those of groups left to groups.

use tenantry_domain::approval::Approval;
use tenantry_domain::cloud::directory::{Member, SkuId};
use tenantry_engine::approvals::{AccountWish, Asked, OperationWish, UserWish};
use tenantry_simulation::Asking;
use tenantry_simulation::asking::{CUSTOMER, NEW, PRODUCT, product};
use tenantry_simulator::{LicensingChange, product_id};
use tenantry_support::{World, on_both_databases};

use crate::stage::{another, code, is_done, licensing, run_until, seats, stage};

on_both_databases!(
    nobody_is_asked_to_approve_what_there_is_no_licence_for,
    a_licence_that_ran_out_is_waited_for,
    a_licence_of_a_group_is_not_taken_from_one_of_it,
);

async fn nobody_is_asked_to_approve_what_there_is_no_licence_for(world: World) {
    let stage = stage(world).await;
    let asking = Asking::on(&stage).await;
    seats(&asking, PRODUCT, 1);
    let asked = asking.ask_for(another(), Asked::Operation(asking.new_user()));
    assert_eq!(code(asked.await), "LICENCES_USED_UP");
    let foreign = OperationWish::AssignLicences {
        account: asking.grace(),
        licences: [SkuId::new(uuid::Uuid::from_u128(1))].into(),
        usage_location: None,
    };
    let asked = asking.ask_for(another(), Asked::Operation(foreign));
    assert_eq!(code(asked.await), "LICENCE_NOT_OWNED");
}

async fn a_licence_that_ran_out_is_waited_for(world: World) {
    let stage = stage(world).await;
    let asking = Asking::on(&stage).await;
    asking.ask(asking.new_user()).await;
    asking.approve("ben").await.unwrap();
    seats(&asking, PRODUCT, 1);
    let waits = |stands: &Approval| stands.request().unwrap().pace.fault.is_some();
    run_until(&asking, waits).await;
    let stands = asking.stands().await;
    let fault = stands.request().unwrap().pace.fault.clone().unwrap();
    assert_eq!(fault.code, "LICENCES_USED_UP");
    assert!(asking.account(NEW).await.is_none());
    seats(&asking, PRODUCT, 5);
    asking.run(&[]).await;
    assert!(is_done(&asking.stands().await));
    assert_eq!(asking.complaints().await, Vec::<String>::new());
}

async fn a_licence_of_a_group_is_not_taken_from_one_of_it(world: World) {
    let stage = stage(world).await;
    let asking = Asking::on(&stage).await;
    let (tenant, control) = (asking.tenant(), stage.control());
    let group = control.group_id(tenant.as_uuid(), 0).unwrap();
    seats(&asking, "VISIOCLIENT", 10);
    licensing(
        &asking,
        LicensingChange::Group {
            group,
            product: "VISIOCLIENT".to_owned(),
        },
    );
    let directory = stage.clouds().consented.directory;
    let group = tenantry_domain::cloud::directory::GroupId::new(group);
    let members = directory.members(tenant, group, None).await.unwrap();
    let member = members.rows.into_iter().find_map(|it| match it {
        Member::User(id) => Some(id),
        Member::Group(_) | Member::Other => None,
    });
    let account = AccountWish {
        customer: CUSTOMER,
        tenant,
        user: UserWish::Id(member.expect("somebody is in the group")),
    };
    let visio = [SkuId::new(product_id("VISIOCLIENT").unwrap())];
    let remove = OperationWish::RemoveLicences {
        account: account.clone(),
        licences: visio.into(),
    };
    let asked = asking.ask_for(another(), Asked::Operation(remove));
    assert_eq!(code(asked.await), "LICENCE_FROM_GROUP");
    // Who has it through the group needs none of their own.
    let assign = OperationWish::AssignLicences {
        account,
        licences: visio.into(),
        usage_location: None,
    };
    let asked = asking.ask_for(another(), Asked::Operation(assign));
    assert_eq!(code(asked.await), "OPERATION_EMPTY");
    assert_ne!(visio[0], product());
}
