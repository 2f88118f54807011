//! What goes wrong while a directory is read.

use crate::world::World;
use std::collections::BTreeSet;
use std::time::Duration;
use tenantry_domain::cloud::directory::TenantDirectory;
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault};
use tenantry_simulator::{Cloud, Fault, Order, Rule};
use uuid::Uuid;

fn users(fault: Fault) -> Rule {
    Rule::once(Cloud::Graph, "/v1.0/users", fault)
}

/// Reads all users, and how many requests it took.
async fn read(world: &World) -> Result<(usize, usize), CloudFault> {
    let (mut ids, mut from) = (BTreeSet::new(), None::<Bookmark>);
    loop {
        let part = world
            .directory
            .users(world.tenant("Contoso"), from.as_ref())
            .await?;
        ids.extend(part.rows.iter().map(|user| user.id));
        match part.next {
            Some(next) => from = Some(next),
            None => return Ok((ids.len(), world.seen("/users").len())),
        }
    }
}

#[tokio::test]
async fn what_passes_is_read_again() {
    for fault in [
        Fault::DropBefore,
        Fault::DropAfter,
        Fault::Truncate,
        Fault::HtmlPage,
        Fault::Throttle {
            retry_after: Some(0),
        },
        Fault::Throttle { retry_after: None },
        Fault::Fail {
            status: 500,
            done_all_the_same: false,
            retry_after: None,
        },
        Fault::Fail {
            status: 503,
            done_all_the_same: false,
            retry_after: Some(0),
        },
        Fault::Fail {
            status: 504,
            done_all_the_same: false,
            retry_after: None,
        },
    ] {
        let world = World::with_users(1500).await;
        world.control().lay_down(users(fault.clone()).after(1));
        let (read, requests) = read(&world)
            .await
            .unwrap_or_else(|it| panic!("{fault:?}: {it}"));
        assert_eq!(read, 1500, "{fault:?}");
        assert!(requests >= 3, "{fault:?}: one page was asked for twice");
    }
}

#[tokio::test]
async fn what_does_not_pass_is_one_typed_fault() {
    for (fault, cause) in [
        (Fault::ErrorIn200, Cause::Unavailable),
        (Fault::Malformed, Cause::AnswerUnreadable),
        (
            Fault::Flood {
                bytes: 40 * 1024 * 1024,
            },
            Cause::AnswerTooLarge,
        ),
        (
            Fault::StrangeRedirect {
                to: "https://evil.test/".to_owned(),
            },
            Cause::RedirectRefused,
        ),
    ] {
        let world = World::with_users(10).await;
        world
            .control()
            .lay_down(Rule::always(Cloud::Graph, "/v1.0/users", fault.clone()));
        let found = read(&world).await.unwrap_err();
        assert_eq!(found.cause, cause, "{fault:?}: {found}");
        assert_eq!(found.api, "graph");
    }
}

#[tokio::test]
async fn a_storm_ends_in_completion() {
    let world = World::with_users(5000).await;
    let storm = users(Fault::Throttle {
        retry_after: Some(1),
    })
    .times(3)
    .after(2);
    world.control().lay_down(storm);
    let (read, requests) = read(&world).await.unwrap();
    assert_eq!(read, 5000);
    // Six pages, some empty ones, and one more for each 429.
    let empty = requests - 3 - 6;
    assert!(empty <= 6, "{requests} requests");
}

#[tokio::test]
async fn a_token_that_ends_in_the_middle_is_fetched_anew() {
    let world = World::with_users(3000).await;
    let contoso = world.tenant("Contoso");
    let first = world.directory.users(contoso, None).await.unwrap();
    world.control().jump(Duration::from_mins(50));
    let mut from = first.next;
    // Past its end for the cloud, long before it for us: as when clocks disagree.
    world
        .control()
        .order(Order::EndTokens {
            tenant: contoso.as_uuid(),
        })
        .unwrap();
    let mut read = first.rows.len();
    while let Some(next) = from {
        let part = world.directory.users(contoso, Some(&next)).await.unwrap();
        read += part.rows.len();
        from = part.next;
    }
    assert_eq!(read, 3000);
    assert!(
        world
            .seen("/users")
            .iter()
            .any(|entry| entry.status == Some(401))
    );
}

#[tokio::test]
async fn a_place_in_a_list_that_the_cloud_forgot() {
    let world = World::with_users(3000).await;
    let contoso = world.tenant("Contoso");
    let first = world.directory.users(contoso, None).await.unwrap();
    world.control().jump(Duration::from_hours(3));
    let fault = world
        .directory
        .users(contoso, first.next.as_ref())
        .await
        .unwrap_err();
    assert_eq!(
        (fault.cause, fault.vendor_code.as_deref()),
        (Cause::CursorExpired, Some("Directory_ExpiredPageToken"))
    );
}

#[tokio::test]
async fn consent_that_was_taken_back() {
    let world = World::with_users(10).await;
    let contoso = world.tenant("Contoso");
    world.directory.organization(contoso).await.unwrap();
    let app = world.scenario.app_id(crate::world::APP);
    world
        .control()
        .order(Order::RevokeConsent {
            tenant: contoso.as_uuid(),
            app,
        })
        .unwrap();
    let fault = world.directory.organization(contoso).await.unwrap_err();
    assert_eq!(fault.cause, Cause::AppNotInTenant, "{fault}");
    assert!(
        world
            .control()
            .order(Order::RevokeConsent {
                tenant: contoso.as_uuid(),
                app: Uuid::nil()
            })
            .is_err()
    );
}

#[tokio::test]
async fn only_what_was_turned_away_inside_a_batch_is_asked_again() {
    let world = World::with_users(40).await;
    let contoso = world.tenant("Contoso");
    let ids: Vec<_> = world
        .directory
        .users(contoso, None)
        .await
        .unwrap()
        .rows
        .iter()
        .map(|user| user.id)
        .collect();
    world
        .control()
        .order(Order::RefuseInBatches {
            tenant: contoso.as_uuid(),
            times: 3,
        })
        .unwrap();
    let managers = world.directory.managers(contoso, &ids).await.unwrap();
    assert_eq!(managers.iter().flatten().count(), 39);
    assert_eq!(
        world.seen("$batch").len(),
        3,
        "two full ones, and one with what was turned away"
    );
}
