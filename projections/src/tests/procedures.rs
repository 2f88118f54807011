//! What people read of procedures.

use std::collections::BTreeSet;

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::{Person, PersonKind};
use tenantry_domain::ids::ProcedureId;
use tenantry_domain::procedure::{
    Definition, Field, InputKind, InputSpec, Key, Limits, OperationTemplate, Procedure,
    ProcedureEvent as E, ProcedureStep, UserField,
};
use tenantry_domain::record::StreamId;
use tenantry_domain::text::{InputLabel, ProcedureName, StepTitle};
use uuid::Uuid;

use super::on_both;
use super::world::{World, id, msp, new, reason};
use crate::procedures::{self, ProcedureFilter, ProcedureStatus};

on_both!(
    a_procedure_is_told_as_its_newest_version_says,
    procedures_are_listed_by_name,
);

fn key(text: &str) -> Key {
    text.parse().unwrap()
}

fn step(name: &str, days: Option<u16>) -> ProcedureStep {
    ProcedureStep {
        key: key(name),
        title: StepTitle::new(name).unwrap(),
        operation: OperationTemplate::DisableUser {
            user: UserField::Input(key("who")),
            remove_licences_after_days: days.map(Field::Fixed),
        },
        after: BTreeSet::new(),
    }
}

fn leaver(name: &str, days: u16) -> Definition {
    Definition {
        name: ProcedureName::new(name).unwrap(),
        description: None,
        inputs: vec![InputSpec {
            key: key("who"),
            label: InputLabel::new("Who leaves").unwrap(),
            kind: InputKind::User,
        }],
        steps: vec![step("block", None), step("free", Some(days))],
    }
}

fn defined(name: &str) -> E {
    let definition = leaver(name, 30);
    E::ProcedureDefined { definition }
}

fn marked(name: &str) -> E {
    E::StepMarkedLowRisk {
        step: key(name),
        version: 1,
        limits: Limits {
            per_day: 5,
            licences: None,
            customers: BTreeSet::new(),
            tags: BTreeSet::new(),
        },
        until: 1_000,
        reason: reason(),
        by: ada(),
        at: 10,
    }
}

async fn record(world: &World, which: Uuid, before: u64, events: &[E]) -> u64 {
    let events = events.iter().map(new).collect();
    let stream = StreamId::new(Procedure::TYPE, which);
    world.append(msp(1), stream, before, events).await
}

async fn a_procedure_is_told_as_its_newest_version_says(world: World) {
    let events = [defined("Leaver"), marked("block"), marked("free")];
    record(&world, id(1), 0, &events).await;
    // Its definition was lost: there is nothing to show.
    record(&world, id(2), 0, &[marked("block")]).await;
    let projections = world.projections().await;
    let read = async |which| {
        projections.catch_up().await.unwrap();
        let which = ProcedureId::new(id(which));
        procedures::get(&projections, msp(1), which).await.unwrap()
    };
    assert_eq!(read(2).await, None);
    let row = read(1).await.unwrap();
    assert_eq!((row.version, row.name.as_str()), (1, "Leaver"));
    assert_eq!(row.definition(), Some(leaver("Leaver", 30)));
    let marks = row.marks();
    assert_eq!(marks.len(), 2);
    assert_eq!(marks[&key("free")].limits.per_day, 5);
    // The step that changed has lost its mark.
    let definition = leaver("Leavers", 60);
    let version = 2;
    let revised = E::ProcedureRevised {
        version,
        definition,
    };
    record(&world, id(1), 3, &[revised]).await;
    let row = read(1).await.unwrap();
    assert_eq!((row.version, row.name.as_str()), (2, "Leavers"));
    let marks: Vec<Key> = row.marks().into_keys().collect();
    assert_eq!(marks, [key("block")]);
    let removed = E::MarkRemoved {
        step: key("block"),
        reason: None,
        by: ada(),
        at: 20,
    };
    let retired = E::ProcedureRetired { reason: reason() };
    let position = record(&world, id(1), 4, &[removed, retired]).await;
    let row = read(1).await.unwrap();
    assert_eq!(row.marks().len(), 0);
    assert_eq!(
        (row.status, row.position),
        (ProcedureStatus::Retired, position)
    );
    assert_eq!(row.reason.as_deref(), Some(reason().as_str()));
    let followed = projections.content_hash("procedures").await.unwrap();
    projections
        .rebuild("procedures", &mut |_| {})
        .await
        .unwrap();
    assert_eq!(
        projections.content_hash("procedures").await.unwrap(),
        followed
    );
}

fn ada() -> Person {
    Person {
        kind: PersonKind::User,
        id: "ada".to_owned(),
    }
}

async fn procedures_are_listed_by_name(world: World) {
    for (which, name) in (1..).zip(["Leaver", "newcomer", "Ending", "New licence"]) {
        record(&world, id(which), 0, &[defined(name)]).await;
    }
    record(
        &world,
        id(3),
        1,
        &[E::ProcedureRetired { reason: reason() }],
    )
    .await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let listed = async |filter: ProcedureFilter| {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = procedures::list(&projections, msp(1), &filter, after.as_ref(), 2).await;
            let page = page.unwrap();
            found.extend(page.rows.into_iter().map(|row| row.name));
            after = page.next;
            if after.is_none() {
                return found;
            }
        }
    };
    let all = ProcedureFilter::default;
    let names = ["Ending", "Leaver", "New licence", "newcomer"];
    assert_eq!(listed(all()).await, names);
    let status = Some(ProcedureStatus::Defined);
    assert_eq!(
        listed(ProcedureFilter { status, ..all() }).await,
        names[1..]
    );
    let prefix = Some("NEW".to_owned());
    assert_eq!(
        listed(ProcedureFilter { prefix, ..all() }).await,
        names[2..]
    );
}
