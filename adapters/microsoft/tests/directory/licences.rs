//! Licences of people: directly and through groups, as long as there are any.

use crate::administration::{MAY, id_of, world};
use crate::world::{World, scenario};
use std::collections::BTreeSet;
use std::time::Duration;
use tenantry_domain::cloud::administration::{
    Account, LicenceChange, LicenceOrigin, UserAdministration,
};
use tenantry_domain::cloud::directory::{GroupId, Licence, Member, SkuId, TenantDirectory, UserId};
use tenantry_domain::cloud::{Cause, CloudFault, Effect};
use tenantry_simulator::{Act, Cloud, Fault, LicensingChange, Order, PersonSeed, Rule, product_id};

fn sku(part: &str) -> SkuId {
    SkuId::new(product_id(part).unwrap())
}

fn licensing(world: &World, change: LicensingChange) {
    let tenant = world.tenant("Contoso").as_uuid();
    let order = Order::Licensing { tenant, change };
    world.control().order(order).unwrap();
}

fn seats(world: &World, product: &str, seats: u32) {
    let product = product.to_owned();
    licensing(world, LicensingChange::Seats { product, seats });
}

async fn change(world: &World, id: UserId, change: &LicenceChange) -> Result<(), CloudFault> {
    let tenant = world.tenant("Contoso");
    world
        .administration
        .change_licences(tenant, id, change)
        .await
}

async fn account(world: &World, id: UserId) -> Account {
    let tenant = world.tenant("Contoso");
    let found = world.administration.account(tenant, id).await.unwrap();
    found.unwrap()
}

async fn product(world: &World, part: &str) -> Licence {
    let tenant = world.tenant("Contoso");
    let all = world.directory.licences(tenant).await.unwrap();
    let found = all.into_iter().find(|it| it.part_number == part);
    found.unwrap()
}

fn cause(outcome: Result<(), CloudFault>) -> Cause {
    outcome.unwrap_err().cause
}

fn effects(world: &World, act: Act) -> usize {
    let deeds = world.control().deeds();
    let of = deeds
        .iter()
        .filter(|it| it.act == act && it.kind == "licence");
    of.count()
}

#[tokio::test]
async fn licences_are_given_as_long_as_there_are_any() {
    let world = world().await;
    seats(&world, "VISIOCLIENT", 1);
    let visio = sku("VISIOCLIENT");
    let (grace, chief) = (
        id_of(&world, "grace@contoso.example"),
        id_of(&world, "chief@contoso.example"),
    );
    let add = LicenceChange::adding([visio]);
    for _ in 0..2 {
        change(&world, grace, &add).await.unwrap();
    }
    assert_eq!(effects(&world, Act::Created), 1);
    assert!(account(&world, grace).await.holds_directly(visio));
    // The sum lags behind, and what counts is what is.
    assert_eq!(product(&world, "VISIOCLIENT").await.consumed, 0);
    assert_eq!(
        cause(change(&world, chief, &add).await),
        Cause::LicencesUsedUp
    );
    world.control().jump(Duration::from_mins(1));
    let counted = product(&world, "VISIOCLIENT").await;
    assert_eq!((counted.consumed, counted.enabled), (1, 1));

    let swap = LicenceChange {
        add: BTreeSet::new(),
        remove: [visio].into(),
    };
    for _ in 0..2 {
        change(&world, grace, &swap).await.unwrap();
    }
    assert_eq!(effects(&world, Act::Deleted), 1);
    change(&world, chief, &add).await.unwrap();
}

#[tokio::test]
async fn who_is_deleted_gives_licences_back() {
    let world = world().await;
    seats(&world, "VISIOCLIENT", 1);
    let (contoso, add) = (
        world.tenant("Contoso"),
        LicenceChange::adding([sku("VISIOCLIENT")]),
    );
    let grace = id_of(&world, "grace@contoso.example");
    let chief = id_of(&world, "chief@contoso.example");
    change(&world, grace, &add).await.unwrap();
    assert_eq!(world.control().left_behind(contoso.as_uuid()).len(), 1);
    let _ = world.administration.delete(contoso, grace).await.unwrap();
    assert!(world.control().left_behind(contoso.as_uuid()).is_empty());
    change(&world, chief, &add).await.unwrap();
}

#[tokio::test]
async fn what_was_asked_is_done_whole_or_not_at_all() {
    let world = world().await;
    seats(&world, "VISIOCLIENT", 5);
    seats(&world, "SPE_E3", 5);
    seats(&world, "MCOEV", 5);
    let grace = id_of(&world, "grace@contoso.example");
    let (visio, e3, phone) = (sku("VISIOCLIENT"), sku("SPE_E3"), sku("MCOEV"));
    change(&world, grace, &LicenceChange::adding([visio, e3]))
        .await
        .unwrap();
    // One of the two is gone already, and the other one goes all the same.
    let both = LicenceChange {
        add: [phone].into(),
        remove: [visio, sku("STANDARDPACK")].into(),
    };
    assert_eq!(
        cause(change(&world, grace, &both).await),
        Cause::LicenceNotOwned
    );
    assert!(account(&world, grace).await.holds(visio));
    change(&world, grace, &LicenceChange::removing([visio]))
        .await
        .unwrap();
    let both = LicenceChange {
        add: [phone].into(),
        remove: [visio, e3].into(),
    };
    change(&world, grace, &both).await.unwrap();
    let after = account(&world, grace).await;
    assert!(after.holds(phone) && !after.holds(e3) && !after.holds(visio));
    assert!(both.left_at(&after).is_empty());
}

#[tokio::test]
async fn rules_of_products_have_names() {
    let world = world().await;
    let new = id_of(&world, "grace@contoso.example");
    for part in ["VISIOCLIENT", "SPE_E3", "STANDARDPACK", "MCOEV"] {
        seats(&world, part, 5);
    }
    let rule = |product: &str, needs: Option<&str>, excludes: Option<&str>, not_in: &[&str]| {
        licensing(
            &world,
            LicensingChange::Rule {
                product: product.to_owned(),
                needs: needs.map(str::to_owned),
                excludes: excludes.map(str::to_owned),
                not_in: not_in.iter().map(|it| (*it).to_owned()).collect(),
            },
        );
    };
    rule("MCOEV", Some("SPE_E3"), None, &[]);
    rule("STANDARDPACK", None, Some("SPE_E3"), &[]);
    rule("VISIOCLIENT", None, None, &["DE"]);
    let (e3, phone, e1) = (sku("SPE_E3"), sku("MCOEV"), sku("STANDARDPACK"));
    let alone = change(&world, new, &LicenceChange::adding([phone])).await;
    assert_eq!(cause(alone), Cause::LicencePlanMissing);
    change(&world, new, &LicenceChange::adding([phone, e3]))
        .await
        .unwrap();
    let base = change(&world, new, &LicenceChange::removing([e3])).await;
    assert_eq!(cause(base), Cause::LicencePlanMissing);
    let both = change(&world, new, &LicenceChange::adding([e1])).await;
    assert_eq!(cause(both), Cause::LicencePlansConflict);
    let there = change(&world, new, &LicenceChange::adding([sku("VISIOCLIENT")])).await;
    assert_eq!(cause(there), Cause::UsageLocationProhibited);
    let unknown = LicenceChange::adding([sku("AAD_PREMIUM_P2")]);
    assert_eq!(
        cause(change(&world, new, &unknown).await),
        Cause::LicenceNotOwned
    );
    assert_eq!(effects(&world, Act::Created), 2);
}

#[tokio::test]
async fn what_comes_from_a_group_stays_with_the_group() {
    let world = world().await;
    seats(&world, "VISIOCLIENT", 20);
    let (visio, group) = (sku("VISIOCLIENT"), world.group_id(0));
    let product = "VISIOCLIENT".to_owned();
    let of_group = LicensingChange::Group {
        group: group.as_uuid(),
        product,
    };
    licensing(&world, of_group);
    let contoso = world.tenant("Contoso");
    let members = world.directory.members(contoso, group, None).await.unwrap();
    let members = members.rows.into_iter().filter_map(|member| match member {
        Member::User(id) => Some(id),
        Member::Group(_) | Member::Other => None,
    });
    let somebody = members.into_iter().next().unwrap();
    let before = account(&world, somebody).await;
    let groups: Vec<GroupId> = before.groups_giving(visio).collect();
    assert_eq!((before.holds_directly(visio), groups), (false, vec![group]));
    let remove = LicenceChange::removing([visio]);
    assert_eq!(
        cause(change(&world, somebody, &remove).await),
        Cause::LicenceFromGroup
    );

    change(&world, somebody, &LicenceChange::adding([visio]))
        .await
        .unwrap();
    let both = account(&world, somebody).await;
    let of = both.licences.iter().filter(|held| held.sku == visio);
    let origins: Vec<LicenceOrigin> = of.map(|held| held.origin).collect();
    assert_eq!(
        origins,
        [LicenceOrigin::Direct, LicenceOrigin::Group(group)]
    );
    change(&world, somebody, &remove).await.unwrap();
    assert!(account(&world, somebody).await.holds(visio));
}

#[tokio::test]
async fn a_location_comes_before_a_licence() {
    let mut scenario = scenario(&MAY, 5);
    let mut customers = scenario.customers.iter_mut();
    let contoso = customers.find(|it| it.name == "Contoso").unwrap();
    contoso.contents.seats.insert("VISIOCLIENT".to_owned(), 2);
    contoso.people = vec![PersonSeed {
        usage_location: None,
        ..PersonSeed::new("nowhere@contoso.example")
    }];
    let world = World::of(scenario).await;
    let nowhere = id_of(&world, "nowhere@contoso.example");
    let add = LicenceChange::adding([sku("VISIOCLIENT")]);
    assert_eq!(
        cause(change(&world, nowhere, &add).await),
        Cause::UsageLocationMissing
    );
    let contoso = world.tenant("Contoso");
    let (administration, at) = (&world.administration, "AT".parse().unwrap());
    administration
        .set_usage_location(contoso, nowhere, at)
        .await
        .unwrap();
    change(&world, nowhere, &add).await.unwrap();
    assert_eq!(account(&world, nowhere).await.usage_location, Some(at));
}

#[tokio::test]
async fn a_lost_answer_is_not_asked_for_again() {
    let world = world().await;
    seats(&world, "VISIOCLIENT", 5);
    let grace = id_of(&world, "grace@contoso.example");
    let path = "/v1.0/users/*/assignLicense";
    world
        .control()
        .lay_down(Rule::once(Cloud::Graph, path, Fault::DropAfter));
    let add = LicenceChange::adding([sku("VISIOCLIENT")]);
    let fault = change(&world, grace, &add).await.unwrap_err();
    assert_eq!(fault.effect, Effect::Unknown);
    assert_eq!(world.seen("assignLicense").len(), 1);
    assert!(add.left_at(&account(&world, grace).await).is_empty());
    let nothing = LicenceChange::default();
    change(&world, grace, &nothing).await.unwrap();
    assert_eq!(world.seen("assignLicense").len(), 1);
}
