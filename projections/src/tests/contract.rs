//! What every store holds to.

use std::time::Duration;

use uuid::Uuid;

use super::on_both;
use super::world::{World, id, msp};
use crate::declaration::{Cell, Declaration};
use crate::registry::PROJECTIONS;
use crate::sheet::Changes;
use crate::store::{Committed, Failure, Hold, Lease, Pass, Shadow, Step, Store, Switch, Table};

on_both!(
    a_checkpoint_moves_once,
    checkpoints_that_pass_move_each_by_itself,
    a_stale_fence_moves_nothing,
    a_lease_has_one_holder,
    a_retired_generation_takes_no_more,
    a_shadow_behind_does_not_switch,
    rows_come_and_go,
);

const LONG: Duration = Duration::from_mins(1);

fn declared(name: &str) -> &'static Declaration {
    PROJECTIONS.iter().find(|it| it.name == name).unwrap()
}

fn customers() -> &'static Declaration {
    declared("customers")
}

fn live() -> Table {
    Table::live(customers(), 1)
}

fn step(from: i64, to: i64) -> Step {
    Step {
        msp: msp(1),
        from,
        to,
        recorded_at: to * 10,
        failure: None,
    }
}

async fn advance(store: &dyn Store, table: &Table, fence: i64, step: Step) -> Committed {
    store
        .commit(table, fence, &[step], &mut || None)
        .await
        .unwrap()
}

fn customer(changes: &mut Changes, n: u128, name: &str, fresh: bool) {
    let cells = vec![
        Cell::Text(name.to_owned().into()),
        Cell::Text(name.to_lowercase().into()),
        Cell::List(vec!["tab\t, quote\" and \\".to_owned(), "é".to_owned()].into()),
        Cell::Text("entered".into()),
        Cell::Text("registered".into()),
        Cell::Null,
        Cell::Integer(-5),
        Cell::Integer(i64::MAX),
        Cell::Integer(7),
    ];
    let sheet = if fresh {
        &mut changes.fresh
    } else {
        &mut changes.changed
    };
    sheet.push(msp(1), id(n), cells);
}

async fn a_checkpoint_moves_once(world: World) {
    let projections = world.projections().await;
    let store = projections.house().store.as_ref();
    let table = live();
    assert_eq!(
        advance(store, &table, 1, step(0, 5)).await,
        Committed::Lost,
        "not opened yet"
    );
    store.open_partitions(&table, &[msp(1)]).await.unwrap();
    store
        .open_partitions(&table, &[msp(1), msp(2)])
        .await
        .unwrap();
    assert_eq!(advance(store, &table, 1, step(0, 5)).await, Committed::Done);
    assert_eq!(advance(store, &table, 1, step(0, 5)).await, Committed::Lost);
    let mut failing = step(5, 8);
    failing.failure = Some(Failure {
        position: 9,
        code: "C".to_owned(),
        detail: "d".to_owned(),
        retries: 2,
    });
    assert_eq!(
        advance(store, &table, 1, failing.clone()).await,
        Committed::Done
    );
    let partitions = store.partitions(&table).await.unwrap();
    let one = partitions.iter().find(|p| p.msp == msp(1)).unwrap();
    assert_eq!(
        (one.position, one.recorded_at, &one.failure),
        (8, 80, &failing.failure)
    );
    assert_eq!(advance(store, &table, 1, step(8, 9)).await, Committed::Done);
    let partitions = store.partitions(&table).await.unwrap();
    assert!(partitions.iter().all(|p| p.failure.is_none()));
    // One that is not as assumed undoes the others of the same commit.
    let steps = [
        step(9, 10),
        Step {
            msp: msp(2),
            ..step(3, 4)
        },
    ];
    assert_eq!(
        store.commit(&table, 1, &steps, &mut || None).await.unwrap(),
        Committed::Lost
    );
    assert_eq!(
        advance(store, &table, 1, step(9, 10)).await,
        Committed::Done
    );
}

async fn checkpoints_that_pass_move_each_by_itself(world: World) {
    let projections = world.projections().await;
    let store = projections.house().store.as_ref();
    let (one, other) = (live(), Table::live(declared("gdap_templates"), 1));
    for table in [&one, &other] {
        store.open_partitions(table, &[msp(1)]).await.unwrap();
    }
    let mut failing = step(0, 3);
    failing.failure = Some(Failure {
        position: 4,
        code: "C".to_owned(),
        detail: "d".to_owned(),
        retries: 0,
    });
    assert_eq!(advance(store, &one, 2, failing).await, Committed::Done);
    let (from_three, from_nine, from_zero) = (step(3, 7), step(9, 10), step(0, 6));
    let pass = |table, fence, step| Pass { table, fence, step };
    let stale = [pass(&one, 1, &from_three), pass(&other, 1, &from_nine)];
    assert_eq!(store.pass(&stale).await.unwrap(), [false, false]);
    let mixed = [
        pass(&other, 2, &from_nine),
        pass(&one, 2, &from_three),
        pass(&other, 2, &from_zero),
    ];
    assert_eq!(store.pass(&mixed).await.unwrap(), [false, true, true]);
    for (table, position) in [(&one, 7), (&other, 6)] {
        let partition = store.partition(table, msp(1)).await.unwrap().unwrap();
        assert_eq!(
            (partition.position, partition.recorded_at),
            (position, position * 10)
        );
        assert_eq!(partition.failure, None, "whoever goes on stands no more");
    }
}

async fn a_stale_fence_moves_nothing(world: World) {
    let projections = world.projections().await;
    let store = projections.house().store.as_ref();
    let table = live();
    store.open_partitions(&table, &[msp(1)]).await.unwrap();
    assert_eq!(advance(store, &table, 3, step(0, 1)).await, Committed::Done);
    assert_eq!(advance(store, &table, 2, step(1, 2)).await, Committed::Lost);
    assert_eq!(advance(store, &table, 4, step(1, 2)).await, Committed::Done);
}

async fn rate_of(store: &dyn Store, name: &str) -> Option<i64> {
    let generations = store.generations().await.unwrap();
    let found = generations.iter().find(|it| it.projection == name);
    found.unwrap().rate
}

async fn a_lease_has_one_holder(world: World) {
    let projections = world.projections().await;
    let store = projections.house().store.as_ref();
    let table = live();
    let (ada, bob) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let taken = async |owner| match store.take_lease(&table, owner, LONG).await.unwrap() {
        Lease::Taken(hold) => Some(hold),
        Lease::Held { .. } => None,
    };
    let first = taken(ada).await.unwrap();
    assert_eq!(taken(bob).await, None);
    assert!(store.renew_lease(&table, first, LONG, 42).await.unwrap());
    assert_eq!(rate_of(store, "customers").await, Some(42));
    let again = taken(ada).await.unwrap();
    assert!(again.fence > first.fence);
    assert!(
        !store.renew_lease(&table, first, LONG, 0).await.unwrap(),
        "an older fence"
    );
    store.release_lease(&table, again).await.unwrap();
    let other = taken(bob).await.unwrap();
    assert!(other.fence > again.fence);
    assert_eq!(rate_of(store, "gdap_templates").await, None);
}

async fn switch(store: &dyn Store, shadow: &Table, hold: Hold) -> Switch {
    store.switch(shadow, hold, true).await.unwrap()
}

async fn begun(store: &dyn Store, owner: u128) -> (Table, Hold) {
    let owner = Uuid::from_u128(owner);
    match store.begin_shadow(customers(), owner, LONG).await.unwrap() {
        Shadow::Begun { table, hold } => (table, hold),
        Shadow::Busy { .. } => panic!("busy"),
    }
}

async fn a_retired_generation_takes_no_more(world: World) {
    let projections = world.projections().await;
    let store = projections.house().store.as_ref();
    store.open_partitions(&live(), &[msp(1)]).await.unwrap();
    let (shadow, hold) = begun(store, 1).await;
    let other = store
        .begin_shadow(customers(), Uuid::from_u128(2), LONG)
        .await
        .unwrap();
    assert!(matches!(other, Shadow::Busy { .. }));
    store.open_partitions(&shadow, &[msp(1)]).await.unwrap();
    assert_eq!(
        switch(
            store,
            &shadow,
            Hold {
                fence: hold.fence + 1,
                ..hold
            }
        )
        .await,
        Switch::Lost
    );
    assert_eq!(switch(store, &shadow, hold).await, Switch::Done);
    assert_eq!(
        advance(store, &live(), 1, step(0, 1)).await,
        Committed::Lost
    );
    store
        .open_partitions(&live(), &[msp(1), msp(2)])
        .await
        .unwrap();
    assert_eq!(
        advance(store, &live(), 1, step(0, 1)).await,
        Committed::Lost,
        "not opened again either"
    );
    let now = Table::live(customers(), shadow.generation);
    assert_eq!(
        advance(store, &now, hold.fence, step(0, 1)).await,
        Committed::Done
    );
}

async fn a_shadow_behind_does_not_switch(world: World) {
    let projections = world.projections().await;
    let store = projections.house().store.as_ref();
    store.open_partitions(&live(), &[msp(1)]).await.unwrap();
    advance(store, &live(), 1, step(0, 3)).await;
    let (shadow, hold) = begun(store, 1).await;
    assert_eq!(switch(store, &shadow, hold).await, Switch::Behind);
    store.open_partitions(&shadow, &[msp(1)]).await.unwrap();
    advance(store, &shadow, hold.fence, step(0, 2)).await;
    assert_eq!(switch(store, &shadow, hold).await, Switch::Behind);
    advance(store, &shadow, hold.fence, step(2, 3)).await;
    store.index(&shadow).await.unwrap();
    assert_eq!(switch(store, &shadow, hold).await, Switch::Done);
}

async fn rows_come_and_go(world: World) {
    let projections = world.projections().await;
    let store = projections.house().store.as_ref();
    let (table, columns) = (live(), customers().columns);
    store.open_partitions(&table, &[msp(1)]).await.unwrap();
    // Enough new rows for every way of writing many.
    let mut first = Changes::new(columns);
    for n in 0..733 {
        customer(&mut first, n, &format!("Name\t\\ {n}"), true);
    }
    let mut parts = vec![first];
    let done = store
        .commit(&table, 1, &[step(0, 1)], &mut || parts.pop())
        .await
        .unwrap();
    assert_eq!(done, Committed::Done);
    let mut second = Changes::new(columns);
    customer(&mut second, 5, "Changed", false);
    customer(&mut second, 9_999, "New", true);
    second.gone.push((msp(1), id(7)));
    let mut parts = vec![second];
    store
        .commit(&table, 1, &[step(1, 2)], &mut || parts.pop())
        .await
        .unwrap();
    let keys: Vec<_> = [4, 5, 7, 9_999].iter().map(|n| (msp(1), id(*n))).collect();
    let mut rows = store.load(&table, &keys).await.unwrap();
    rows.sort_by_key(|(_, (id, _))| *id);
    let names: Vec<_> = rows
        .iter()
        .map(|(_, (_, cells))| cells[0].clone())
        .collect();
    assert_eq!(
        names,
        [
            Cell::Text("Name\t\\ 4".into()),
            Cell::Text("Changed".into()),
            Cell::Text("New".into())
        ]
    );
    assert_eq!(
        rows[0].1.1[2],
        Cell::List(vec!["tab\t, quote\" and \\".to_owned(), "é".to_owned()].into())
    );
    assert_eq!(
        rows[0].1.1[5..8],
        [Cell::Null, Cell::Integer(-5), Cell::Integer(i64::MAX)]
    );
    assert_eq!(
        store.load(&table, &[(msp(2), id(4))]).await.unwrap().len(),
        0
    );
    let mut count = 0;
    let mut last = None;
    store
        .scan(customers(), &mut |msp, (id, _)| {
            assert!(last < Some((msp, id)), "in the order of the keys");
            last = Some((msp, id));
            count += 1;
        })
        .await
        .unwrap();
    assert_eq!(count, 733);
}
