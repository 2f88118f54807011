//! Given these events, when this command, then those events.

use cqrs_es::test::TestFramework;
use uuid::Uuid;

use super::{
    AdmitHomeTenant, HomeTenant, HomeTenantCommand, HomeTenantEvent, HomeTenantRefusal,
    RemoveHomeTenant,
};
use crate::aggregate::bridge::Root;
use crate::aggregate::{Aggregate, Decision};
use crate::ids::MspId;
use crate::text::Reason;

const A: MspId = MspId::new(Uuid::from_u128(1));
const B: MspId = MspId::new(Uuid::from_u128(2));

fn given(events: Vec<HomeTenantEvent>) -> cqrs_es::test::AggregateTestExecutor<Root<HomeTenant>> {
    TestFramework::<Root<HomeTenant>>::with(()).given(events)
}

fn why() -> Reason {
    Reason::new("the contract ended").unwrap()
}

fn admit(msp: MspId) -> HomeTenantCommand {
    HomeTenantCommand::Admit(AdmitHomeTenant { msp, at: 7 })
}

fn remove(msp: MspId) -> HomeTenantCommand {
    let reason = why();
    HomeTenantCommand::Remove(RemoveHomeTenant { msp, reason, at: 7 })
}

fn admitted(msp_id: MspId) -> HomeTenantEvent {
    HomeTenantEvent::HomeTenantAdmitted { msp_id, at: 7 }
}

fn removed(msp_id: MspId) -> HomeTenantEvent {
    HomeTenantEvent::HomeTenantRemoved {
        msp_id,
        reason: why(),
        at: 7,
    }
}

#[test]
fn a_tenant_is_admitted_for_one_msp() {
    given(vec![])
        .when(admit(A))
        .then_expect_events(vec![admitted(A)]);
    given(vec![admitted(A)])
        .when(admit(A))
        .then_expect_events(vec![]);
    given(vec![admitted(A)])
        .when(admit(B))
        .then_expect_error(HomeTenantRefusal::HomeTenantTaken);
}

#[test]
fn nobody_signs_in_for_the_installation_itself() {
    given(vec![])
        .when(admit(MspId::INSTALLATION))
        .then_expect_error(HomeTenantRefusal::InstallationIsNoMsp);
}

#[test]
fn it_is_removed_for_the_msp_it_was_admitted_for() {
    given(vec![admitted(A)])
        .when(remove(A))
        .then_expect_events(vec![removed(A)]);
    given(vec![admitted(A), removed(A)])
        .when(remove(A))
        .then_expect_events(vec![]);
    for before in [
        vec![],
        vec![admitted(A)],
        vec![admitted(A), removed(A)],
        vec![admitted(B), removed(B), admitted(A)],
    ] {
        given(before)
            .when(remove(B))
            .then_expect_error(HomeTenantRefusal::HomeTenantUnknown);
    }
}

#[test]
fn what_was_removed_is_free_for_another() {
    given(vec![admitted(A), removed(A)])
        .when(admit(B))
        .then_expect_events(vec![admitted(B)]);
}

proptest::proptest! {
    /// It never passes from one MSP to another without being removed in between.
    #[test]
    fn no_msp_takes_the_people_of_another(
        picks in proptest::collection::vec((0..2_u8, 0..2_u8), 0..30)
    ) {
        let mut tenant = HomeTenant::default();
        for (kind, msp) in picks {
            let msp = [A, B][usize::from(msp)];
            let command = if kind == 0 { admit(msp) } else { remove(msp) };
            let before = tenant.msp();
            let Ok(decision) = tenant.decide(&command) else { continue };
            for event in decision.into_events() {
                tenant.evolve(&event);
            }
            if let (Some(before), Some(after)) = (before, tenant.msp()) {
                proptest::prop_assert_eq!(before, after);
            }
            let again = tenant.decide(&command).map(Decision::into_events);
            proptest::prop_assert_eq!(again, Ok(vec![]));
        }
    }
}
