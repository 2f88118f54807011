//! What people read of templates.

use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::gdap_template::{GdapTemplate, GdapTemplateEvent, Grouping, Preset};
use tenantry_domain::ids::TemplateId;
use tenantry_domain::record::StreamId;
use tenantry_domain::text::{GroupName, TemplateName};
use uuid::Uuid;

use super::on_both;
use super::world::{World, id, msp, new, reason};
use crate::gdap_templates::{self, GdapTemplateFilter, GdapTemplateStatus};
use crate::projections::Projections;

on_both!(templates_are_folded, templates_are_listed_by_name);

fn named(text: &str) -> TemplateName {
    TemplateName::new(text).unwrap()
}

fn defined(text: &str) -> GdapTemplateEvent {
    GdapTemplateEvent::GdapTemplateDefined {
        name: named(text),
        terms: Preset::ReadOnly.terms(&Grouping::default()),
    }
}

fn retired() -> GdapTemplateEvent {
    GdapTemplateEvent::GdapTemplateRetired { reason: reason() }
}

async fn template(world: &World, id: Uuid, before: u64, events: &[GdapTemplateEvent]) -> u64 {
    let events = events.iter().map(new).collect();
    let stream = StreamId::new(GdapTemplate::TYPE, id);
    world.append(msp(1), stream, before, events).await
}

async fn templates_are_folded(world: World) {
    let shared = Grouping::Shared(GroupName::new("Engineers").unwrap());
    let newest = Preset::Managed.terms(&shared);
    let revised = GdapTemplateEvent::GdapTemplateRevised {
        version: 2,
        terms: newest.clone(),
    };
    template(&world, id(1), 0, &[defined("Basic"), revised]).await;
    // Its definition was lost: there is nothing to show.
    template(&world, id(2), 0, &[retired()]).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let read = async |scope, which| {
        gdap_templates::get(&projections, scope, TemplateId::new(id(which)))
            .await
            .unwrap()
    };
    let row = read(msp(1), 1).await.unwrap();
    assert_eq!((row.version, row.name.as_str()), (2, "Basic"));
    assert_eq!(row.terms(), Some(newest.clone()));
    assert_eq!(row.roles.len(), newest.roles().len());
    assert!(row.roles.is_sorted() && row.roles.contains(&"User Administrator".to_owned()));
    assert_eq!(
        (row.groups, row.term_days),
        (vec!["Engineers".to_owned()], 730)
    );
    assert_eq!(row.status, GdapTemplateStatus::Defined);
    assert_eq!(read(msp(1), 2).await, None);
    assert_eq!(read(msp(2), 1).await, None);

    let renamed = GdapTemplateEvent::GdapTemplateRenamed {
        from: named("Basic"),
        to: named("Other"),
    };
    let last = template(&world, id(1), 2, &[renamed, retired()]).await;
    projections.catch_up().await.unwrap();
    let row = read(msp(1), 1).await.unwrap();
    assert_eq!((row.name.as_str(), row.position), ("Other", last));
    assert_eq!(row.status, GdapTemplateStatus::Retired);
    assert_eq!(row.version, 2);
}

async fn templates_are_listed_by_name(world: World) {
    template(&world, id(1), 0, &[defined("beta")]).await;
    template(&world, id(2), 0, &[defined("Alpha")]).await;
    template(&world, id(3), 0, &[defined("Gamma"), retired()]).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let live = GdapTemplateFilter {
        status: Some(GdapTemplateStatus::Defined),
        ..GdapTemplateFilter::default()
    };
    let called = GdapTemplateFilter {
        name: Some("GAMMA".to_owned()),
        ..GdapTemplateFilter::default()
    };
    for (filter, expected) in [
        (
            &GdapTemplateFilter::default(),
            &["Alpha", "beta", "Gamma"][..],
        ),
        (&live, &["Alpha", "beta"]),
        (&called, &["Gamma"]),
    ] {
        assert_eq!(names(&projections, filter).await, expected);
    }
}

/// By pages of two, so that a page begins after a row.
async fn names(projections: &Projections, filter: &GdapTemplateFilter) -> Vec<String> {
    let (mut names, mut after) = (Vec::new(), None);
    loop {
        let page = gdap_templates::list(projections, msp(1), filter, after.as_ref(), 2)
            .await
            .unwrap();
        names.extend(page.rows.into_iter().map(|row| row.name));
        match page.next {
            Some(next) => after = Some(next),
            None => return names,
        }
    }
}
