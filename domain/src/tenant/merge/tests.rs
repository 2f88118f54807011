//! What becomes of the rows.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::cloud::gdap::RelationshipCustomer;
use crate::tenant::{Delegation, TenantSource};
use RelationshipKind::{Direct, MadeByMicrosoft};
use RelationshipStatus::{Active, ApprovalPending, Terminated};

fn tenant(number: u128) -> TenantId {
    TenantId::new(Uuid::from_u128(number))
}

#[derive(Debug, Clone)]
enum Row {
    Center(PartnerCustomer),
    Gdap(GdapCustomer),
    Contract(Contract),
    Relationship(Relationship),
}

impl Row {
    fn tell(&self, merge: &mut Merge) {
        match self {
            Self::Center(row) => merge.partner_customer(row),
            Self::Gdap(row) => merge.gdap_customer(row),
            Self::Contract(row) => merge.contract(row),
            Self::Relationship(row) => merge.relationship(row),
        }
    }
}

fn heard(rows: &[Row]) -> Merge {
    let mut merge = Merge::default();
    for row in rows {
        row.tell(&mut merge);
    }
    merge
}

fn merged(rows: &[Row]) -> BTreeMap<TenantId, Sighting> {
    heard(rows).finish()
}

fn center(number: u128, name: &str, old: Option<bool>) -> Row {
    Row::Center(PartnerCustomer {
        id: "customer".parse().unwrap(),
        tenant: tenant(number),
        name: name.to_owned(),
        domain: Some("Contoso.example".to_owned()),
        relation: Some(ResellerRelation::Reseller),
        old_delegation: old,
    })
}

fn gdap(number: u128, name: &str) -> Row {
    Row::Gdap(GdapCustomer {
        tenant: tenant(number),
        name: name.to_owned(),
    })
}

fn in_contract(number: u128, name: &str, kind: ContractKind) -> Row {
    Row::Contract(Contract {
        customer: tenant(number),
        name: name.to_owned(),
        default_domain: Some("contract.example".to_owned()),
        kind,
    })
}

fn related(number: Option<u128>, kind: RelationshipKind, status: RelationshipStatus) -> Row {
    Row::Relationship(Relationship {
        id: "relationship".parse().unwrap(),
        etag: None,
        name: "any".to_owned(),
        kind,
        status,
        customer: number.map(|number| RelationshipCustomer {
            tenant: tenant(number),
            name: Some("CONTOSO LTD (old)".to_owned()),
        }),
        roles: [].into(),
        term: None,
        extend: None,
        created: None,
        changed: None,
        activated: None,
        ends: None,
    })
}

const THROUGH: RelationshipKind = RelationshipKind::ThroughProvider {
    provider: None,
    consent_pending: None,
};

#[test]
fn a_customer_of_one_source_alone_is_found() {
    let rows = [
        center(1, "One", None),
        gdap(2, "Two"),
        in_contract(3, "Three", ContractKind::Reseller),
        related(Some(4), Direct, Active),
    ];
    let found = merged(&rows);
    for (number, source) in (1..).zip(TenantSource::ALL) {
        assert_eq!(found[&tenant(number)].sources(), [source].into());
    }
    assert_eq!(found.len(), 4);
}

#[test]
fn the_name_is_partner_centers_then_the_contracts_then_graphs() {
    let rows = [
        related(Some(1), Direct, Active),
        gdap(1, "C0NTOSO"),
        in_contract(1, "Contoso, as contracted", ContractKind::Reseller),
        center(1, " Contoso\u{0} ", None),
    ];
    let name = |rows: &[Row]| merged(rows)[&tenant(1)].name().unwrap().to_string();
    assert_eq!(name(&rows[..1]), "CONTOSO LTD (old)");
    assert_eq!(name(&rows[..2]), "C0NTOSO");
    assert_eq!(name(&rows[..3]), "Contoso, as contracted");
    assert_eq!(name(&rows), "Contoso");
    let seen = merged(&rows);
    assert_eq!(
        seen[&tenant(1)].domain().unwrap().as_str(),
        "contoso.example"
    );
    let nameless = [center(1, " ", None), gdap(1, "From Graph")];
    assert_eq!(name(&nameless), "From Graph");
}

#[test]
fn relationships_of_microsofts_own_are_no_delegation() {
    let of = |rows: &[Row]| merged(rows)[&tenant(1)].clone();
    let only = of(&[gdap(1, "A"), related(Some(1), MadeByMicrosoft, Active)]);
    assert_eq!(only.delegation(), Delegation::None);
    assert!(only.relationship.as_ref().unwrap().made_by_microsoft);
    let pending = of(&[
        related(Some(1), MadeByMicrosoft, Active),
        related(Some(1), Direct, ApprovalPending),
        related(Some(1), Direct, Terminated),
    ]);
    assert_eq!(pending.delegation(), Delegation::Is(Standing::Pending));
    let through = of(&[related(Some(1), THROUGH, Active)]);
    assert!(through.is_through_provider());
    assert_eq!(through.delegation(), Delegation::Is(Standing::Active));
    let unread = of(&[gdap(1, "A")]);
    assert_eq!(unread.delegation(), Delegation::Unconfirmed);
}

#[test]
fn who_has_only_what_ended_is_no_customer() {
    let ended = [
        related(Some(1), Direct, Terminated),
        related(Some(1), MadeByMicrosoft, Terminated),
        related(None, Direct, ApprovalPending),
    ];
    assert!(merged(&ended).is_empty());
    let sold = [center(1, "A", None), related(Some(1), THROUGH, Terminated)];
    let seen = &merged(&sold)[&tenant(1)];
    assert_eq!(seen.delegation(), Delegation::Is(Standing::Ended));
    assert!(!seen.is_through_provider(), "that one is over");
}

#[test]
fn the_old_delegation_is_what_partner_center_says_and_else_the_contract() {
    use ContractKind::{Breadth, Reseller};
    for (said, kind, legacy) in [
        (Some(true), Reseller, true),
        (Some(false), Breadth, false),
        (None, Breadth, true),
        (None, Reseller, false),
    ] {
        let rows = [center(1, "A", said), in_contract(1, "A", kind.clone())];
        let seen = &merged(&rows)[&tenant(1)];
        assert_eq!(seen.is_legacy(), legacy, "{said:?} {kind:?}");
    }
    assert!(merged(&[in_contract(1, "A", Breadth)])[&tenant(1)].is_legacy());
}

fn any_row() -> impl Strategy<Value = Row> {
    let who = 1..5_u128;
    let name = prop_oneof![Just(""), Just("a"), Just("b"), Just("C")];
    let relation = prop_oneof![
        Just(None),
        Just(Some(ResellerRelation::Advisor)),
        Just(Some(ResellerRelation::Reseller)),
        Just(Some(ResellerRelation::Unknown("x".to_owned()))),
    ];
    let at_center = (who.clone(), name.clone(), relation, any::<Option<bool>>());
    let kind = prop_oneof![
        Just(ContractKind::Breadth),
        Just(ContractKind::Reseller),
        Just(ContractKind::Unknown("lunar".to_owned())),
    ];
    let origin = prop_oneof![Just(Direct), Just(THROUGH), Just(MadeByMicrosoft)];
    let status = prop_oneof![
        Just(Active),
        Just(ApprovalPending),
        Just(Terminated),
        Just(RelationshipStatus::Unknown("frozen".to_owned())),
    ];
    prop_oneof![
        at_center.prop_map(|(who, name, relation, old)| {
            let Row::Center(row) = center(who, name, old) else {
                unreachable!()
            };
            Row::Center(PartnerCustomer { relation, ..row })
        }),
        (who.clone(), name.clone()).prop_map(|(who, name)| gdap(who, name)),
        (who.clone(), name, kind).prop_map(|(who, name, kind)| in_contract(who, name, kind)),
        (proptest::option::of(who), origin, status)
            .prop_map(|(who, origin, status)| related(who, origin, status)),
    ]
}

proptest! {
    /// Sources are read at the same time, and their lists shift meanwhile.
    #[test]
    fn neither_order_nor_repetition_matters(
        (rows, shuffled) in prop::collection::vec(any_row(), 0..24)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        again in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        cut in any::<prop::sample::Index>(),
    ) {
        let expected = merged(&rows);
        let mut twice = shuffled.clone();
        twice.extend(again.iter().filter(|_| !rows.is_empty()).map(|it| it.get(&rows).clone()));
        prop_assert_eq!(&merged(&twice), &expected);
        // Read apart, and put together in either order.
        let (one, other) = shuffled.split_at(cut.index(shuffled.len() + 1));
        let (left, right) = (heard(one), heard(other));
        let (mut first, mut second) = (left.clone(), right.clone());
        first.absorb(right);
        second.absorb(left);
        prop_assert_eq!(&first, &second);
        prop_assert_eq!(&first.finish(), &expected);
    }
}
