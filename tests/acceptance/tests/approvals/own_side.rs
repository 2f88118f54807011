//! What is done on the MSP's own side goes through the same gate.

use tenantry_domain::approval::Operation;
use tenantry_domain::customer::Customer;
use tenantry_domain::role::Role;
use tenantry_engine::approvals::{Asked, OperationWish};
use tenantry_simulation::Asking;
use tenantry_simulation::asking::{CUSTOMER, ID, by};
use tenantry_support::{World, on_both_databases};

use crate::stage::{another, code, events, is_done, stage};

on_both_databases!(
    a_customers_file_is_closed_once_an_admin_approves,
    a_consent_is_withdrawn_once_an_admin_approves,
);

async fn a_customers_file_is_closed_once_an_admin_approves(world: World) {
    let stage = stage(world).await;
    let asking = Asking::on(&stage).await;
    let archive = || {
        OperationWish::Sealed(Operation::ArchiveCustomer {
            customer_id: CUSTOMER,
        })
    };
    asking.ask(archive()).await;
    let digest = asking.digest().await;
    let approved = asking
        .approvals
        .approve(stage.msp, ID, digest, Role::Tech, by("ben"));
    assert_eq!(code(approved.await), "APPROVAL_NEEDS_ADMIN");
    asking.approve("ben").await.unwrap();
    asking.run(&[]).await;
    assert!(is_done(&asking.stands().await));
    let desk = asking.history.desk();
    let id = CUSTOMER.to_string();
    let customer = desk.load::<Customer>(stage.msp, &id).await.unwrap();
    assert!(matches!(customer, Customer::Archived(_)));
    let archived = events(&asking, stage.msp).await;
    let archived = archived
        .iter()
        .filter(|it| it.event_type == "CustomerArchived");
    assert_eq!(archived.count(), 1);
    let again = asking.ask_for(another(), Asked::Operation(archive()));
    assert_eq!(code(again.await), "OPERATION_EMPTY");
}

async fn a_consent_is_withdrawn_once_an_admin_approves(world: World) {
    let stage = stage(world).await;
    let asking = Asking::on(&stage).await;
    let withdraw = Operation::WithdrawConsent {
        customer_id: CUSTOMER,
        tenant_id: asking.tenant(),
    };
    asking.ask(OperationWish::Sealed(withdraw)).await;
    asking.approve("ben").await.unwrap();
    asking.run(&[]).await;
    assert!(is_done(&asking.stands().await));
    // Nothing is changed in a tenant that is not connected any more.
    let asked = asking.ask_for(another(), Asked::Operation(asking.new_user()));
    assert_eq!(code(asked.await), "TENANT_OF_ANOTHER");
}
