//! Given these events, when this command, then those events.

use cqrs_es::test::TestFramework;

use super::{
    DefineTemplate, GdapTemplate, GdapTemplateCommand, GdapTemplateEvent, GdapTemplateRefusal,
    Grouping, ImpossibleTerms, Preset, RenameTemplate, RetireTemplate, ReviseTemplate, Share,
    Terms, roles,
};
use crate::aggregate::bridge::Root;
use crate::aggregate::{Aggregate, Event};
use crate::cloud::gdap::{AutoExtend, RoleId, RoleSet};
use crate::text::{GroupName, Reason, TemplateName};

fn given(
    events: Vec<GdapTemplateEvent>,
) -> cqrs_es::test::AggregateTestExecutor<Root<GdapTemplate>> {
    TestFramework::<Root<GdapTemplate>>::with(()).given(events)
}

fn name(text: &str) -> TemplateName {
    TemplateName::new(text).unwrap()
}

fn why() -> Reason {
    Reason::new("nobody uses it").unwrap()
}

fn reading() -> Terms {
    Preset::ReadOnly.terms(&Grouping::default())
}

/// Terms that the customers of `reading` need not approve.
fn shared() -> Terms {
    Preset::ReadOnly.terms(&Grouping::Shared(GroupName::new("All").unwrap()))
}

fn managing() -> Terms {
    Preset::Managed.terms(&Grouping::default())
}

fn impossible() -> Terms {
    let almighty = Share {
        group: GroupName::new("Almighty").unwrap(),
        roles: RoleSet::of(RoleId::GLOBAL_ADMINISTRATOR),
    };
    Terms {
        shares: vec![almighty],
        ..reading()
    }
}

fn define(text: &str, terms: Terms) -> GdapTemplateCommand {
    GdapTemplateCommand::Define(DefineTemplate {
        name: name(text),
        terms,
    })
}

fn revise(from_version: u32, terms: Terms) -> GdapTemplateCommand {
    GdapTemplateCommand::Revise(ReviseTemplate {
        from_version,
        terms,
        new_approvals_accepted: false,
    })
}

fn revise_all_the_same(from_version: u32, terms: Terms) -> GdapTemplateCommand {
    GdapTemplateCommand::Revise(ReviseTemplate {
        from_version,
        terms,
        new_approvals_accepted: true,
    })
}

fn rename(text: &str) -> GdapTemplateCommand {
    GdapTemplateCommand::Rename(RenameTemplate { name: name(text) })
}

fn retire() -> GdapTemplateCommand {
    GdapTemplateCommand::Retire(RetireTemplate { reason: why() })
}

fn defined(text: &str, terms: Terms) -> GdapTemplateEvent {
    GdapTemplateEvent::GdapTemplateDefined {
        name: name(text),
        terms,
    }
}

fn revised(version: u32, terms: Terms) -> GdapTemplateEvent {
    GdapTemplateEvent::GdapTemplateRevised { version, terms }
}

fn renamed(from: &str, to: &str) -> GdapTemplateEvent {
    GdapTemplateEvent::GdapTemplateRenamed {
        from: name(from),
        to: name(to),
    }
}

fn retired() -> GdapTemplateEvent {
    GdapTemplateEvent::GdapTemplateRetired { reason: why() }
}

// When nobody defined it yet

#[test]
fn is_defined_once() {
    given(vec![])
        .when(define("Basic", reading()))
        .then_expect_events(vec![defined("Basic", reading())]);
    given(vec![defined("Basic", reading())])
        .when(define("Basic", reading()))
        .then_expect_events(vec![]);
    for other in [define("Basic", managing()), define("Other", reading())] {
        given(vec![defined("Basic", reading())])
            .when(other)
            .then_expect_error(GdapTemplateRefusal::TemplateExists);
    }
}

#[test]
fn is_not_changed_before_it_is_defined() {
    for command in [revise(1, reading()), rename("Other"), retire()] {
        given(vec![])
            .when(command)
            .then_expect_error(GdapTemplateRefusal::TemplateNotFound);
    }
}

#[test]
fn terms_that_nobody_can_be_asked_for_are_never_recorded() {
    let why = GdapTemplateRefusal::Impossible(ImpossibleTerms::GlobalAdministrator);
    given(vec![])
        .when(define("Basic", impossible()))
        .then_expect_error(why.clone());
    given(vec![defined("Basic", reading())])
        .when(revise_all_the_same(1, impossible()))
        .then_expect_error(why);
}

// When it is defined

#[test]
fn gets_versions_one_after_the_other() {
    given(vec![defined("Basic", reading())])
        .when(revise(1, shared()))
        .then_expect_events(vec![revised(2, shared())]);
    given(vec![defined("Basic", reading()), revised(2, shared())])
        .when(revise(2, reading()))
        .then_expect_events(vec![revised(3, reading())]);
}

#[test]
fn the_same_terms_are_no_new_version_however_they_are_ordered() {
    let mut reversed = reading();
    reversed.shares.reverse();
    for terms in [reading(), reversed] {
        given(vec![defined("Basic", reading())])
            .when(revise(1, terms))
            .then_expect_events(vec![]);
    }
    // The revision asked for again, after its answer was lost.
    given(vec![defined("Basic", reading()), revised(2, shared())])
        .when(revise(1, shared()))
        .then_expect_events(vec![]);
}

#[test]
fn a_revision_of_what_is_no_longer_the_newest_is_refused() {
    for from in [0, 1, 3] {
        given(vec![defined("Basic", managing()), revised(2, reading())])
            .when(revise_all_the_same(from, managing()))
            .then_expect_error(GdapTemplateRefusal::TemplateVersionOutdated { from, newest: 2 });
    }
}

#[test]
fn new_approvals_are_asked_for_on_purpose() {
    let change = Box::new(reading().compare(&managing()));
    given(vec![defined("Basic", reading())])
        .when(revise(1, managing()))
        .then_expect_error(GdapTemplateRefusal::TemplateNeedsNewApprovals { change });
    given(vec![defined("Basic", reading())])
        .when(revise_all_the_same(1, managing()))
        .then_expect_events(vec![revised(2, managing())]);
    // The other way nobody has to approve anything.
    given(vec![defined("Basic", managing())])
        .when(revise(1, reading()))
        .then_expect_events(vec![revised(2, reading())]);
}

#[test]
fn goes_by_a_new_name() {
    given(vec![defined("Basic", reading())])
        .when(rename("Other"))
        .then_expect_events(vec![renamed("Basic", "Other")]);
    given(vec![defined("Basic", reading()), renamed("Basic", "Other")])
        .when(rename("Other"))
        .then_expect_events(vec![]);
}

// When it is retired

#[test]
fn is_retired_once_and_changes_no_more() {
    given(vec![defined("Basic", reading())])
        .when(retire())
        .then_expect_events(vec![retired()]);
    let over = || given(vec![defined("Basic", reading()), retired()]);
    over().when(retire()).then_expect_events(vec![]);
    for command in [revise(1, shared()), rename("Other")] {
        over()
            .when(command)
            .then_expect_error(GdapTemplateRefusal::TemplateRetired);
    }
    over()
        .when(define("Basic", reading()))
        .then_expect_error(GdapTemplateRefusal::TemplateExists);
}

// Whatever happens

fn after(events: &[GdapTemplateEvent]) -> GdapTemplate {
    let mut template = GdapTemplate::default();
    for event in events {
        template.evolve(event);
    }
    template
}

#[test]
fn every_version_stays_readable() {
    let mut events = vec![defined("Basic", reading()), revised(2, managing())];
    for is_retired in [false, true] {
        let template = after(&events);
        assert_eq!(template.is_retired(), is_retired);
        assert_eq!(template.name(), Some(&name("Basic")));
        assert_eq!(template.terms_of(1), Some(&reading()));
        assert_eq!(template.terms_of(2), Some(&managing()));
        assert_eq!(template.latest(), Some((2, &managing())));
        assert_eq!((template.terms_of(0), template.terms_of(3)), (None, None));
        events.push(retired());
    }
    assert_eq!(GdapTemplate::default().latest(), None);
}

proptest::proptest! {
    /// Any commands in any order: asking for the same thing twice in a row records nothing the
    /// second time, versions have no gap, and every recorded version can be asked for.
    #[test]
    fn repeating_a_command_changes_nothing(
        picks in proptest::collection::vec((0..6_u8, 0..4_u32, 0..4_usize), 0..40)
    ) {
        let terms = [reading(), shared(), managing(), impossible()];
        let mut template = GdapTemplate::default();
        for (kind, version, which) in picks {
            let (terms, text) = (terms[which].clone(), ["a", "b", "c", "d"][which]);
            let command = match kind {
                0 => define(text, terms),
                1 => revise(version, terms),
                2 | 3 => revise_all_the_same(version, terms),
                4 => rename(text),
                _ if which == 0 => retire(),
                _ => continue,
            };
            let Ok(decision) = template.decide(&command) else { continue };
            for event in decision.into_events() {
                template.evolve(&event);
            }
            let again = template.decide(&command).map(crate::aggregate::Decision::into_events);
            proptest::prop_assert_eq!(again, Ok(vec![]));
            let newest = template.latest().map_or(0, |(version, _)| version);
            for version in 1..=newest {
                let recorded = template.terms_of(version).map(Terms::check);
                proptest::prop_assert_eq!(recorded, Some(Ok(())));
            }
        }
    }

    /// The decoder meets whatever a disk or an attacker left: it answers, it never panics.
    #[test]
    fn any_payload_is_read_or_refused(payload in ".{0,300}") {
        for shape in GdapTemplateEvent::SHAPES {
            let _ = GdapTemplateEvent::decode(shape.name, shape.version, &payload);
        }
    }
}

// What a newer version means for customers

#[test]
fn one_role_more_is_a_new_approval_and_says_so() {
    let mut more = reading();
    more.shares.push(Share {
        group: GroupName::new("Devices").unwrap(),
        roles: RoleSet::of(roles::find("Intune Administrator").unwrap()),
    });
    assert_eq!(
        reading().compare(&more).to_string(),
        "every customer on the older version has to approve a new relationship \
         (added Intune Administrator)"
    );
}

#[test]
fn switching_the_extension_asks_no_customer() {
    let ending = Terms {
        extend: AutoExtend::Never,
        ..reading()
    };
    let change = reading().compare(&ending);
    assert!(!change.needs_new_approval());
    assert_eq!(change.extend, Some(AutoExtend::Never));
}
