//! What goes wrong on the way to the simulated cloud, and what is really there afterwards.

use crate::stage::quick;
use crate::world::{AGENTS, ALL, READER, World, crowded, proposal, role};
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tenantry_domain::cloud::gdap::{
    Approver, AssignmentStatus, GdapRelationships, RoleAssignments, RoleSet,
};
use tenantry_domain::cloud::{Bookmark, Cause, Effect};
use tenantry_http::Budget;
use tenantry_simulator::{Act, Cloud, Fault, Rule, Scenario};

fn relationships_made(world: &World) -> usize {
    let deeds = world.control().deeds();
    deeds
        .iter()
        .filter(|deed| deed.act == Act::Created && deed.kind == "relationship")
        .count()
}

/// Whatever the answer looks like: the relationship was made once, and is found by its name.
#[tokio::test]
async fn an_answer_lost_after_a_proposal_leaves_one_to_be_found() {
    let done = |status| Fault::Fail {
        status,
        done_all_the_same: true,
        retry_after: None,
    };
    for fault in [
        Fault::DropAfter,
        done(500),
        done(504),
        Fault::Truncate,
        Fault::Malformed,
        Fault::ErrorIn200,
    ] {
        let world = World::open().await;
        let rule = Rule::once(Cloud::Graph, ALL, fault.clone()).method("POST");
        world.control().lay_down(rule);
        let wanted = proposal("New", Approver::Anybody);
        let lost = world
            .gdap
            .propose(world.partner(), &wanted)
            .await
            .unwrap_err();
        assert_eq!(lost.effect, Effect::Unknown, "{fault:?}: {lost}");
        assert!(world.by_name("New").await.is_some(), "{fault:?}");
        assert_eq!(
            (relationships_made(&world), world.seen("POST", ALL)),
            (1, 1),
            "{fault:?}"
        );
    }
}

#[tokio::test]
async fn a_proposal_that_never_arrived_is_not_there() {
    let failed = Fault::Fail {
        status: 500,
        done_all_the_same: false,
        retry_after: None,
    };
    for fault in [Fault::DropBefore, failed, Fault::HtmlPage] {
        let world = World::open().await;
        world
            .control()
            .lay_down(Rule::once(Cloud::Graph, ALL, fault.clone()).method("POST"));
        let wanted = proposal("New", Approver::Anybody);
        let lost = world
            .gdap
            .propose(world.partner(), &wanted)
            .await
            .unwrap_err();
        assert_eq!(lost.effect, Effect::Unknown, "{fault:?}: nobody can know");
        assert_eq!(world.by_name("New").await, None);
        world.gdap.propose(world.partner(), &wanted).await.unwrap();
        assert_eq!(relationships_made(&world), 1);
    }
}

#[tokio::test]
async fn a_strange_redirect_gets_neither_token_nor_trust() {
    let world = World::open().await;
    let to = "https://evil.test/".to_owned();
    world
        .control()
        .lay_down(Rule::once(Cloud::Graph, ALL, Fault::StrangeRedirect { to }).method("POST"));
    let wanted = proposal("New", Approver::Anybody);
    let fault = world
        .gdap
        .propose(world.partner(), &wanted)
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::RedirectRefused);
    assert_eq!(world.by_name("New").await, None);
}

#[tokio::test]
async fn an_assignment_answered_with_500_is_there_all_the_same() {
    let mut scenario = Scenario::small();
    scenario.partners[0]
        .business
        .quirks
        .assignments_that_land_with_500 = 1;
    let world = World::of(scenario).await;
    let relation = world.managed().await;
    let roles = RoleSet::of(role(READER));
    let (gdap, partner, group) = (&world.gdap, world.partner(), world.group(AGENTS));
    let fault = gdap
        .assign(partner, &relation.id, group, &roles)
        .await
        .unwrap_err();
    assert_eq!(
        (fault.cause, fault.effect),
        (Cause::Unavailable, Effect::Unknown)
    );
    let all = RoleAssignments::list(gdap, partner, &relation.id)
        .await
        .unwrap();
    let landed: Vec<_> = all.iter().filter(|one| one.group == Some(group)).collect();
    assert_eq!(landed.len(), 1, "and it was not made twice");
    assert_eq!(landed[0].status, AssignmentStatus::Pending);
}

#[tokio::test]
async fn a_lock_without_an_answer_is_seen_in_the_status() {
    let world = World::open().await;
    let made = world.proposed("New").await;
    let requests = format!("{ALL}/*/requests");
    world
        .control()
        .lay_down(Rule::once(Cloud::Graph, &requests, Fault::DropAfter).method("POST"));
    let fault = world
        .gdap
        .lock_for_approval(world.partner(), &made.id)
        .await
        .unwrap_err();
    assert_eq!(fault.effect, Effect::Unknown);
    world.wait(2);
    let actions = world.gdap.actions(world.partner(), &made.id).await.unwrap();
    assert_eq!(actions.len(), 1);
    let found = GdapRelationships::get(&world.gdap, world.partner(), &made.id)
        .await
        .unwrap();
    assert!(!found.status.can_be_deleted(), "{:?}", found.status);
}

#[tokio::test]
async fn a_change_without_an_answer_is_a_change_of_version() {
    let world = World::open().await;
    let made = world.proposed("New").await;
    let one = format!("{ALL}/*");
    world
        .control()
        .lay_down(Rule::once(Cloud::Graph, &one, Fault::DropAfter).method("DELETE"));
    let etag = made.etag.unwrap();
    // Its repetition finds nothing any more: that is what was wanted.
    world
        .gdap
        .delete(world.partner(), &made.id, &etag)
        .await
        .unwrap();
    assert_eq!(world.by_name("New").await, None);
}

/// Reads the whole crowd, one part at a time.
async fn read_all(world: &World) -> Result<BTreeSet<String>, Cause> {
    let mut names = BTreeSet::new();
    let mut from: Option<Bookmark> = None;
    loop {
        let part = GdapRelationships::list(&world.gdap, world.partner(), from.as_ref()).await;
        let part = part.map_err(|fault| fault.cause)?;
        for row in part.rows {
            assert!(names.insert(row.name), "a row came twice");
        }
        match part.next {
            Some(next) => from = Some(next),
            None => return Ok(names),
        }
    }
}

#[tokio::test]
async fn a_storm_of_429_ends_in_all_rows_and_no_more_requests_than_attempts() {
    for retry_after in [None, Some(0)] {
        let world = World::of(crowded(700)).await;
        let storm = Rule::always(Cloud::Graph, ALL, Fault::Throttle { retry_after }).times(5);
        world.control().lay_down(storm);
        assert_eq!(read_all(&world).await.unwrap().len(), 702);
        assert_eq!(world.seen("GET", ALL), 3 + 5, "three pages, five refusals");
    }
}

#[tokio::test]
async fn a_storm_that_stays_is_answered_with_patience_not_with_more_requests() {
    let world = World::of(crowded(10)).await;
    let storm = Rule::always(Cloud::Graph, ALL, Fault::Throttle { retry_after: None });
    world.control().lay_down(storm);
    let readers = (0..5).map(|_| read_all(&world));
    let all = futures::future::join_all(readers).await;
    assert!(all.iter().all(|one| *one == Err(Cause::Throttled)));
    assert!(
        world.seen("GET", ALL) <= 5 * 6,
        "six attempts for each call at most"
    );
    world.control().lift_all_rules();
    assert_eq!(read_all(&world).await.unwrap().len(), 12);
}

#[tokio::test]
async fn the_budget_of_a_tenant_holds_whoever_asks() {
    let mut limits = quick();
    limits.tenant = Budget {
        in_flight: 2,
        per_second: 20.0,
        burst: 3.0,
    };
    let world = World::with(crowded(10), limits).await;
    let begun = std::time::Instant::now();
    let all = futures::future::join_all((0..12).map(|_| read_all(&world))).await;
    assert!(all.iter().all(Result::is_ok));
    let allowed = 3.0 + 20.0 * begun.elapsed().as_secs_f64();
    let seen = u32::try_from(world.seen("GET", ALL)).unwrap();
    assert!(
        f64::from(seen) <= allowed + 1.0,
        "{seen} requests where {allowed} are allowed"
    );
}

#[tokio::test]
async fn a_list_is_read_to_its_end_through_every_kind_of_trouble() {
    let world = World::of(crowded(1000)).await;
    for (after, fault) in [
        (0, Fault::DropBefore),
        (1, Fault::Truncate),
        (2, Fault::Malformed),
        (3, Fault::HtmlPage),
        (4, Fault::DropAfter),
        (5, Fault::ErrorIn200),
    ] {
        world
            .control()
            .lay_down(Rule::once(Cloud::Graph, ALL, fault).after(after));
    }
    assert_eq!(read_all(&world).await.unwrap().len(), 1002);
}

#[tokio::test]
async fn empty_pages_are_gone_through() {
    let mut scenario = crowded(400);
    scenario.partners[0].business.quirks.rows_looked_at = 50;
    let world = World::of(scenario).await;
    // Contoso's are the first two rows; the filter leaves the other pages empty.
    let contosos = world
        .gdap
        .of_customer(world.partner(), world.tenant("Contoso"))
        .await;
    assert_eq!(contosos.unwrap().len(), 2);
    assert_eq!(world.seen("GET", ALL), 9);
}

#[tokio::test]
async fn a_token_may_expire_in_the_middle_of_a_list() {
    let world = World::of(crowded(700)).await;
    let (gdap, partner) = (&world.gdap, world.partner());
    gdap.actions(partner, &world.managed().await.id)
        .await
        .unwrap();
    world.wait(50 * 60);
    let before = world.tokens.forgotten.load(Ordering::SeqCst);
    let first = GdapRelationships::list(gdap, partner, None).await.unwrap();
    // The token is over; the place in the list is not.
    world.wait(50 * 60);
    let second = GdapRelationships::list(gdap, partner, first.next.as_ref())
        .await
        .unwrap();
    assert_eq!(second.rows.len(), 300);
    let third = GdapRelationships::list(gdap, partner, second.next.as_ref())
        .await
        .unwrap();
    assert_eq!(third.rows.len(), 102);
    assert_eq!(world.tokens.forgotten.load(Ordering::SeqCst), before + 1);
}

#[tokio::test]
async fn a_place_in_a_list_that_is_too_old_is_a_reason_to_begin_anew() {
    let world = World::of(crowded(400)).await;
    let (gdap, partner) = (&world.gdap, world.partner());
    let first = GdapRelationships::list(gdap, partner, None).await.unwrap();
    world.wait(3 * 3600);
    let fault = GdapRelationships::list(gdap, partner, first.next.as_ref())
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::CursorExpired, "{fault}");
    assert_eq!(read_all(&world).await.unwrap().len(), 402);
}

#[tokio::test]
async fn waiting_as_long_as_the_cloud_says() {
    let world = World::open().await;
    let rule = Rule::once(
        Cloud::Graph,
        ALL,
        Fault::Throttle {
            retry_after: Some(1),
        },
    );
    world.control().lay_down(rule.method("POST"));
    let begun = std::time::Instant::now();
    let wanted = proposal("New", Approver::Anybody);
    world.gdap.propose(world.partner(), &wanted).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(1));
    assert_eq!(
        (relationships_made(&world), world.seen("POST", ALL)),
        (1, 2)
    );
}
