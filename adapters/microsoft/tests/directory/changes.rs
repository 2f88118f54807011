//! Joiners, movers and leavers.

use crate::world::World;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;
use tenantry_domain::cloud::directory::{
    Change, ChangeToken, Departure, Since, TenantDirectory, Then, User, UserId,
};
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_simulator::{Order, UserChange};
use uuid::Uuid;

type Row = Change<User, UserId>;

/// A whole round, part by part, each continued from its bookmark alone.
async fn round(world: &World, since: Since) -> Result<(Vec<Row>, ChangeToken, usize), CloudFault> {
    let (mut rows, mut since, mut parts) = (Vec::new(), since, 0);
    loop {
        let part = world
            .directory
            .user_changes(world.tenant("Contoso"), &since)
            .await?;
        rows.extend(part.rows);
        parts += 1;
        match part.then {
            Then::More(bookmark) => since = Since::Middle(bookmark),
            Then::Later(token) => return Ok((rows, token, parts)),
        }
    }
}

fn change(world: &World, user: Option<Uuid>, change: UserChange) {
    let tenant = world.scenario.tenant_id("Contoso");
    world
        .control()
        .order(Order::ChangeUser {
            tenant,
            user,
            change,
        })
        .unwrap();
}

fn ids(rows: &[Row]) -> BTreeSet<UserId> {
    let id = |row: &Row| match row {
        Change::Now(user) => user.id,
        Change::Gone(id, _) => *id,
    };
    rows.iter().map(id).collect()
}

#[tokio::test]
async fn everybody_once_then_what_changed() {
    let world = World::with_users(450).await;
    let (rows, token, parts) = round(&world, Since::Beginning).await.unwrap();
    assert_eq!((ids(&rows).len(), parts), (450, 3));
    let (rows, token, _) = round(&world, Since::Last(token)).await.unwrap();
    assert_eq!(rows, []);

    let everybody = world
        .directory
        .users(world.tenant("Contoso"), None)
        .await
        .unwrap()
        .rows;
    let [mover, bin, gone] = [3, 4, 5].map(|place: usize| everybody[place].id);
    let title = json!({"jobTitle": "Chief"}).as_object().unwrap().clone();
    change(
        &world,
        Some(mover.as_uuid()),
        UserChange::Set(title.clone()),
    );
    change(&world, Some(mover.as_uuid()), UserChange::Set(title));
    change(
        &world,
        Some(bin.as_uuid()),
        UserChange::Remove { permanently: false },
    );
    change(
        &world,
        Some(gone.as_uuid()),
        UserChange::Remove { permanently: true },
    );
    change(
        &world,
        None,
        UserChange::Set(
            json!({"displayName": "New Here"})
                .as_object()
                .unwrap()
                .clone(),
        ),
    );

    let (rows, token, _) = round(&world, Since::Last(token)).await.unwrap();
    assert_eq!(rows.len(), 5, "who changed twice may come twice");
    assert_eq!(ids(&rows).len(), 4);
    assert!(rows.contains(&Change::Gone(bin, Departure::Restorable)));
    assert!(rows.contains(&Change::Gone(gone, Departure::Permanent)));
    let now = |wanted: &dyn Fn(&User) -> bool| {
        rows.iter()
            .any(|row| matches!(row, Change::Now(user) if wanted(user)))
    };
    assert!(now(
        &|user| user.id == mover && user.job_title.as_deref() == Some("Chief")
    ));
    assert!(now(&|user| user.display_name.as_deref() == Some("New Here")));
    assert_eq!(round(&world, Since::Last(token)).await.unwrap().0, []);
}

#[tokio::test]
async fn only_from_now_on() {
    let world = World::with_users(450).await;
    let (rows, token, parts) = round(&world, Since::Now).await.unwrap();
    assert_eq!((rows.len(), parts), (0, 1));
    change(&world, None, UserChange::Set(serde_json::Map::new()));
    assert_eq!(round(&world, Since::Last(token)).await.unwrap().0.len(), 1);
}

#[tokio::test]
async fn a_place_that_is_no_longer_known_is_told() {
    let world = World::with_users(10).await;
    let (_, token, _) = round(&world, Since::Beginning).await.unwrap();
    world.control().jump(Duration::from_hours(24 * 8));
    let fault = round(&world, Since::Last(token)).await.unwrap_err();
    assert_eq!(
        (fault.cause, fault.vendor_code.as_deref()),
        (Cause::CursorExpired, Some("syncStateNotFound"))
    );
    assert_eq!(
        ids(&round(&world, Since::Beginning).await.unwrap().0).len(),
        10,
        "the list begins anew"
    );
}

#[tokio::test]
async fn a_link_that_leads_elsewhere_gets_no_token() {
    let world = World::with_users(10).await;
    for hostile in [
        "https://evil.test/v1.0/users/delta?$deltatoken=x",
        "http://localhost/x",
        "not a link",
    ] {
        let fault = round(&world, Since::Last(ChangeToken::new(hostile)))
            .await
            .unwrap_err();
        assert!(
            matches!(
                fault.cause,
                Cause::RedirectRefused | Cause::AnswerUnreadable | Cause::NotThere | Cause::Refused
            ),
            "{fault}"
        );
    }
    assert_eq!(world.seen("deltatoken=x").len(), 0);
}
