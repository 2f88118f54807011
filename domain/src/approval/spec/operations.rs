//! What follows from an operation alone.

use super::*;
use crate::approval::{OperationKind, OperationProblem, Risk, UndoPlan, steps_of};
use crate::cloud::administration::AccountWrite;
use crate::ids::{ApprovalId, VendorConnectionId};
use crate::text::PreviewToken;

/// One of each kind.
fn all() -> Vec<Operation> {
    let (account, licences) = (account(), skus(&[1]));
    let tenant_id = account.tenant_id;
    vec![
        create_user(),
        disable_user(Some(30)),
        Operation::EnableUser {
            account: account.clone(),
        },
        Operation::AssignLicences {
            account: account.clone(),
            licences: licences.clone(),
            usage_location: Some("DE".parse().unwrap()),
        },
        Operation::RemoveLicences {
            account: account.clone(),
            licences,
        },
        Operation::DeleteUser {
            account,
            made_by: ApprovalId::new(Uuid::from_u128(1)),
        },
        archive(),
        Operation::DisconnectVendor {
            connection_id: VendorConnectionId::new(Uuid::from_u128(1)),
        },
        Operation::DisconnectPartner {},
        Operation::WithdrawConsent {
            customer_id: customer(),
            tenant_id,
        },
        Operation::EndAccess {
            customer_id: customer(),
            tenant_id,
        },
        Operation::ApproveTransfer {
            tenant_id,
            transfer: 1,
        },
        Operation::AcceptMatches {
            connection_id: None,
            above: 80,
            preview: PreviewToken::new("x").unwrap(),
        },
    ]
}

#[test]
fn every_kind_has_its_word_its_steps_and_its_permissions() {
    let kinds: Vec<OperationKind> = all().iter().map(Operation::kind).collect();
    assert_eq!(kinds, OperationKind::ALL);
    for operation in all() {
        let kind = operation.kind();
        assert_eq!(OperationKind::named(kind.as_str()), Some(kind));
        let json = serde_json::to_value(&operation).unwrap();
        assert!(json.get(kind.as_str()).is_some(), "{kind}: {json}");
        assert_eq!(operation.check(), Ok(()));
        assert_eq!(steps_of(&operation)[0], Step::ConfirmPlan);
        let in_a_tenant = operation.account().is_some() || operation.new_user().is_some();
        assert_eq!(!operation.needs().is_empty(), in_a_tenant, "{kind}");
        if in_a_tenant {
            assert_eq!(operation.customer(), Some(customer()));
            assert!(operation.tenant().is_some());
        }
    }
    assert_eq!(OperationKind::named("format_disk"), None);
}

#[test]
fn no_more_is_asked_for_than_is_needed() {
    use AccountWrite::{Licences, Sessions, SignIn};
    let needs = |operation: &Operation| operation.needs().to_vec();
    assert_eq!(needs(&disable_user(None)), [SignIn, Sessions]);
    assert_eq!(needs(&disable_user(Some(1))), [SignIn, Sessions, Licences]);
    let remove = &all()[4];
    assert_eq!(needs(remove), [Licences]);
}

#[test]
fn what_names_no_licence_or_too_many_is_refused() {
    let assign = |licences| Operation::AssignLicences {
        account: account(),
        licences,
        usage_location: None,
    };
    let many: Vec<u128> = (0..21).collect();
    assert_eq!(assign(skus(&[])).check(), Err(OperationProblem::NoLicence));
    assert_eq!(
        assign(skus(&many)).check(),
        Err(OperationProblem::TooManyLicences)
    );
    assert_eq!(assign(skus(&many[..20])).check(), Ok(()));
    let beyond = Operation::AcceptMatches {
        connection_id: None,
        above: 101,
        preview: PreviewToken::new("x").unwrap(),
    };
    assert_eq!(beyond.check(), Err(OperationProblem::NoScore));
}

#[test]
fn what_cannot_be_taken_back_is_for_admins() {
    for operation in all() {
        if operation.undo_plan() == UndoPlan::Not {
            assert_eq!(operation.risk(), Risk::High, "{}", operation.kind());
        }
    }
}

#[test]
fn who_is_to_be_made_shows_in_no_log() {
    let shown = format!("{:?}", create_user());
    assert!(!shown.to_lowercase().contains("ada"), "{shown}");
}

#[test]
fn a_plan_is_the_same_whoever_made_it_in_whatever_order() {
    let operation = disable_user(None);
    let change = |aspect, before: &str| {
        let subject = Shown::personal(Some(&Sealed::new("ada")));
        PlannedChange::new(subject, aspect, Shown::plain(before), Shown::plain("none"))
    };
    let (one, other) = (
        change(Aspect::SignIn, "allowed"),
        change(Aspect::Sessions, "some"),
    );
    let plan = ChangePlan::of(&operation, [one.clone(), other.clone()]);
    assert_eq!(
        plan,
        ChangePlan::of(&operation, [other.clone(), one.clone(), other])
    );
    assert_ne!(
        plan.digest,
        ChangePlan::of(&operation, [one.clone()]).digest
    );
    let elsewhere = disable_user(Some(1));
    assert_ne!(
        plan.digest,
        ChangePlan::of(&elsewhere, plan.changes.clone()).digest
    );
    // What stays as it is, is no change.
    let same = change(Aspect::SignIn, "none");
    assert!(ChangePlan::of(&operation, [same]).is_empty());
    assert_eq!(plan.digest, PlanDigest::named(plan.digest.as_str()));
    assert_eq!(plan.digest.as_str().len(), 64);
    assert_eq!(plan.change(Aspect::SignIn), Some(&one));
}
