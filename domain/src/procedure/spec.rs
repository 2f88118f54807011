//! Given these events, when this command, then those events; and what steps come to.

use std::collections::{BTreeMap, BTreeSet};

use cqrs_es::test::TestFramework;
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    DefineProcedure, Definition, Field, Filling, InputKind, InputSpec, InputValue, Key, Limits,
    MarkStepLowRisk, OperationTemplate, Procedure, ProcedureCommand, ProcedureEvent as E,
    ProcedureProblem, ProcedureRefusal, ProcedureStep, RemoveMark, RetireProcedure,
    ReviseProcedure, UserField, UserTemplate,
};
use crate::aggregate::Aggregate;
use crate::aggregate::bridge::Root;
use crate::approval::{Decider, Operation, OperationProblem, Person, PersonKind, UserRef};
use crate::cloud::directory::{SkuId, UserId};
use crate::ids::{CustomerId, ProcedureId, TenantId};
use crate::personal::Sealed;
use crate::role::Role;
use crate::saga::days;
use crate::text::{InputLabel, ProcedureName, Reason, ShownText, StepTitle};

fn given(events: &[E]) -> cqrs_es::test::AggregateTestExecutor<Root<Procedure>> {
    TestFramework::<Root<Procedure>>::with(()).given(events.to_vec())
}

fn folded(events: &[E]) -> Procedure {
    let mut state = Procedure::default();
    for event in events {
        state.evolve(event);
    }
    state
}

fn key(text: &str) -> Key {
    text.parse().unwrap()
}

fn why() -> Reason {
    Reason::new("done every week").unwrap()
}

fn skus(numbers: &[u128]) -> BTreeSet<SkuId> {
    let ids = numbers.iter().map(|it| SkuId::new(Uuid::from_u128(*it)));
    ids.collect()
}

fn input(name: &str, kind: InputKind) -> InputSpec {
    InputSpec {
        key: key(name),
        label: InputLabel::new(name).unwrap(),
        kind,
    }
}

fn step(name: &str, operation: OperationTemplate, after: &[&str]) -> ProcedureStep {
    ProcedureStep {
        key: key(name),
        title: StepTitle::new(name).unwrap(),
        operation,
        after: after.iter().map(|it| key(it)).collect(),
    }
}

fn sales() -> ShownText {
    ShownText::new("Sales").unwrap()
}

fn create() -> OperationTemplate {
    OperationTemplate::CreateUser(Box::new(UserTemplate {
        name: key("name"),
        display_name: key("called"),
        given_name: None,
        surname: None,
        job_title: None,
        department: Some(Field::Fixed(sales())),
        usage_location: Field::Input(key("country")),
        licences: Field::Fixed(BTreeSet::new()),
    }))
}

fn license(licences: &[u128]) -> OperationTemplate {
    OperationTemplate::AssignLicences {
        user: UserField::MadeBy(key("create")),
        licences: Field::Fixed(skus(licences)),
        usage_location: None,
    }
}

fn newcomer() -> Definition {
    Definition {
        name: ProcedureName::new("Newcomer").unwrap(),
        description: None,
        inputs: vec![
            input("name", InputKind::Text),
            input("called", InputKind::Text),
            input("country", InputKind::Country),
        ],
        steps: vec![
            step("create", create(), &[]),
            step("license", license(&[1]), &["create"]),
        ],
    }
}

fn defined() -> E {
    let definition = newcomer();
    E::ProcedureDefined { definition }
}

fn define(definition: Definition) -> ProcedureCommand {
    ProcedureCommand::Define(DefineProcedure { definition })
}

fn revise(from_version: u32, definition: Definition) -> ProcedureCommand {
    ProcedureCommand::Revise(ReviseProcedure {
        from_version,
        definition,
    })
}

fn revised(version: u32, definition: Definition) -> E {
    E::ProcedureRevised {
        version,
        definition,
    }
}

fn ken(role: Role) -> Decider {
    let (kind, id) = (PersonKind::User, "ken".to_owned());
    Decider {
        person: Person { kind, id },
        role,
    }
}

fn limits(per_day: u16) -> Limits {
    Limits {
        per_day,
        licences: None,
        customers: BTreeSet::new(),
        tags: BTreeSet::new(),
    }
}

fn mark(of: &str) -> MarkStepLowRisk {
    MarkStepLowRisk {
        step: key(of),
        version: 1,
        limits: limits(5),
        until: 100,
        reason: why(),
        by: ken(Role::Admin),
        at: 1,
    }
}

fn marked(of: &str) -> E {
    E::StepMarkedLowRisk {
        step: key(of),
        version: 1,
        limits: limits(5),
        until: 100,
        reason: why(),
        by: ken(Role::Admin).person,
        at: 1,
    }
}

// Versions

#[test]
fn a_second_definition_is_the_first() {
    given(&[])
        .when(define(newcomer()))
        .then_expect_events(vec![defined()]);
    given(&[defined()])
        .when(define(newcomer()))
        .then_expect_events(vec![]);
    let mut other = newcomer();
    other.steps.pop();
    given(&[defined()])
        .when(define(other.clone()))
        .then_expect_error(ProcedureRefusal::ProcedureExists);
    given(&[defined()])
        .when(revise(1, other.clone()))
        .then_expect_events(vec![revised(2, other.clone())]);
    given(&[defined(), revised(2, other.clone())])
        .when(revise(1, newcomer()))
        .then_expect_error(ProcedureRefusal::ProcedureVersionOutdated { from: 1, newest: 2 });
    let state = folded(&[defined(), revised(2, other.clone())]);
    let known = state.known().unwrap();
    assert_eq!(known.version(1), Some(&newcomer()));
    assert_eq!(known.version(2), Some(&other));
    assert_eq!(known.version(3), None);
}

#[test]
fn what_is_retired_changes_no_more_and_grants_nothing() {
    let retire = || ProcedureCommand::Retire(RetireProcedure { reason: why() });
    let retired = E::ProcedureRetired { reason: why() };
    given(&[defined()])
        .when(retire())
        .then_expect_events(vec![retired.clone()]);
    let events = [defined(), marked("create"), retired];
    given(&events).when(retire()).then_expect_events(vec![]);
    for command in [
        revise(1, newcomer()),
        ProcedureCommand::Mark(mark("license")),
    ] {
        given(&events)
            .when(command.clone())
            .then_expect_error(ProcedureRefusal::ProcedureRetired);
        given(&[])
            .when(command)
            .then_expect_error(ProcedureRefusal::ProcedureNotFound);
    }
    assert_eq!(ground(&events, 1, "create"), None);
}

// What cannot be followed

fn refused(change: impl FnOnce(&mut Definition), place: &str, problem: ProcedureProblem) {
    let mut definition = newcomer();
    change(&mut definition);
    let place = place.to_owned();
    given(&[])
        .when(define(definition))
        .then_expect_error(ProcedureRefusal::ProcedureImpossible { place, problem });
}

#[test]
fn what_asks_for_something_that_is_not_given_is_refused_with_its_place() {
    let (called, country) = (key("called"), InputKind::Country);
    let problem = ProcedureProblem::InputUnknown {
        input: called.clone(),
    };
    refused(
        |it| drop(it.inputs.remove(1)),
        "step create, display_name",
        problem,
    );
    let problem = ProcedureProblem::KindDiffers {
        input: called,
        is: country,
        wanted: InputKind::Text,
    };
    refused(
        |it| it.inputs[1].kind = country,
        "step create, display_name",
        problem,
    );
    let days = input("days", InputKind::Days);
    refused(
        |it| it.inputs.push(days),
        "input days",
        ProcedureProblem::Unused,
    );
    let twice = input("name", InputKind::Text);
    refused(
        |it| it.inputs.push(twice),
        "input name",
        ProcedureProblem::Twice,
    );
    refused(|it| it.steps.clear(), "steps", ProcedureProblem::NoStep);
    let first = |it: &mut Definition| it.steps.push(it.steps[0].clone());
    refused(first, "step create", ProcedureProblem::Twice);
    let problem = ProcedureProblem::TooMany { most: 30 };
    let many = |it: &mut Definition| it.steps = vec![it.steps[0].clone(); 31];
    refused(many, "steps", problem);
}

#[test]
fn steps_go_in_no_circle_and_are_about_somebody() {
    let circle = |it: &mut Definition| it.steps[0].after = BTreeSet::from([key("license")]);
    refused(circle, "step create, after", ProcedureProblem::Circle);
    let nowhere = |it: &mut Definition| it.steps[0].after = BTreeSet::from([key("gone")]);
    let problem = ProcedureProblem::StepUnknown { step: key("gone") };
    refused(nowhere, "step create, after", problem);
    let early = |it: &mut Definition| it.steps[1].after.clear();
    let problem = ProcedureProblem::StepUnknown {
        step: key("create"),
    };
    refused(early, "step license, user", problem);
    let nobody = |it: &mut Definition| {
        let user = UserField::MadeBy(key("license"));
        let enable = OperationTemplate::EnableUser { user };
        it.steps.push(step("enable", enable, &["license"]));
    };
    let problem = ProcedureProblem::MakesNobody {
        step: key("license"),
    };
    refused(nobody, "step enable, user", problem);
}

#[test]
fn what_is_fixed_has_to_be_possible() {
    let none = |it: &mut Definition| it.steps[1].operation = license(&[]);
    refused(none, "step license, licences", ProcedureProblem::NoLicence);
    let many: Vec<u128> = (0..21).collect();
    let problem = ProcedureProblem::TooManyLicences { most: 20 };
    let all = |it: &mut Definition| it.steps[1].operation = license(&many);
    refused(all, "step license, licences", problem);
    let long = |it: &mut Definition| {
        it.steps[1].operation = OperationTemplate::DisableUser {
            user: UserField::MadeBy(key("create")),
            remove_licences_after_days: Some(Field::Fixed(366)),
        };
    };
    let problem = ProcedureProblem::TooLong { most: 365 };
    refused(long, "step license, remove_licences_after_days", problem);
}

// Marks

fn ground(events: &[E], version: u32, of: &str) -> Option<u32> {
    let id = ProcedureId::new(Uuid::from_u128(1));
    let found = folded(events).ground(id, version, &key(of));
    found.map(|it| it.version)
}

#[test]
fn an_admin_marks_a_step_for_a_time_within_limits() {
    let command = ProcedureCommand::Mark;
    given(&[defined()])
        .when(command(mark("create")))
        .then_expect_events(vec![marked("create")]);
    given(&[defined(), marked("create")])
        .when(command(mark("create")))
        .then_expect_events(vec![]);
    let refused = |change: fn(&mut MarkStepLowRisk), refusal| {
        let mut mark = mark("create");
        change(&mut mark);
        given(&[defined()])
            .when(command(mark))
            .then_expect_error(refusal);
    };
    let step = key("gone");
    let gone = |it: &mut MarkStepLowRisk| it.step = key("gone");
    refused(gone, ProcedureRefusal::ProcedureStepUnknown { step });
    let tech = |it: &mut MarkStepLowRisk| it.by = ken(Role::Tech);
    refused(tech, ProcedureRefusal::MarkNeedsAdmin);
    let unseen = ProcedureRefusal::ProcedureVersionOutdated { from: 2, newest: 1 };
    refused(|it| it.version = 2, unseen);
    for out in [
        |it: &mut MarkStepLowRisk| it.until = 1,
        |it: &mut MarkStepLowRisk| it.until = days(366) + 2,
        |it: &mut MarkStepLowRisk| it.limits.per_day = 0,
        |it: &mut MarkStepLowRisk| it.limits.per_day = 1001,
    ] {
        refused(out, ProcedureRefusal::MarkOutOfRange);
    }
}

#[test]
fn what_carries_a_high_risk_is_marked_by_nobody() {
    let mut definition = newcomer();
    let archive = OperationTemplate::ArchiveCustomer {};
    definition
        .steps
        .push(step("archive", archive, &["license"]));
    let step = key("archive");
    given(&[E::ProcedureDefined { definition }])
        .when(ProcedureCommand::Mark(mark("archive")))
        .then_expect_error(ProcedureRefusal::MarkOfHighRisk { step });
}

#[test]
fn a_mark_is_for_a_step_as_it_is() {
    let mut other = newcomer();
    other.steps[1].operation = license(&[1, 2]);
    let both = [defined(), marked("create"), marked("license")];
    assert_eq!(ground(&both, 1, "license"), Some(1));
    let changed = [both.as_slice(), &[revised(2, other.clone())]].concat();
    // Unchanged: it holds for both versions. Changed: for neither.
    assert_eq!(ground(&changed, 1, "create"), Some(1));
    assert_eq!(ground(&changed, 2, "create"), Some(1));
    assert_eq!(ground(&changed, 1, "license"), None);
    assert_eq!(ground(&changed, 2, "license"), None);
    // Back as it was, it is still not marked.
    let back = [changed.as_slice(), &[revised(3, newcomer())]].concat();
    assert_eq!(ground(&back, 3, "license"), None);
    let mut anew = mark("license");
    anew.version = 3;
    let decided = folded(&back).decide(&ProcedureCommand::Mark(anew));
    let again = [back, decided.unwrap().into_events()].concat();
    assert_eq!(ground(&again, 3, "license"), Some(3));
    // Version 2 did something else under that key.
    assert_eq!(ground(&again, 2, "license"), None);
}

#[test]
fn a_mark_is_taken_away_by_an_admin() {
    let unmark = |role| {
        ProcedureCommand::Unmark(RemoveMark {
            step: key("create"),
            reason: None,
            by: ken(role),
            at: 2,
        })
    };
    let removed = E::MarkRemoved {
        step: key("create"),
        reason: None,
        by: ken(Role::Admin).person,
        at: 2,
    };
    let events = [defined(), marked("create"), removed.clone()];
    given(&events[..2])
        .when(unmark(Role::Admin))
        .then_expect_events(vec![removed]);
    given(&events[..2])
        .when(unmark(Role::Tech))
        .then_expect_error(ProcedureRefusal::MarkNeedsAdmin);
    given(&events)
        .when(unmark(Role::Admin))
        .then_expect_events(vec![]);
    assert_eq!(ground(&events, 1, "create"), None);
}

// Following it

fn values() -> BTreeMap<Key, InputValue> {
    let text = |text: &str| InputValue::Text(Sealed::new(text));
    BTreeMap::from([
        (key("name"), text("n")),
        (key("called"), text("c")),
        (key("country"), InputValue::Country("DE".parse().unwrap())),
    ])
}

fn filling() -> Filling {
    Filling {
        customer_id: CustomerId::new(Uuid::from_u128(1)),
        tenant_id: TenantId::new(Uuid::from_u128(2)),
        values: values(),
        made: BTreeMap::new(),
        sealed: BTreeMap::from([(sales(), Sealed::new("sales"))]),
    }
}

#[test]
fn a_step_is_filled_with_what_was_given() {
    let definition = newcomer();
    assert_eq!(definition.fits(&values()), Ok(()));
    let fixed = definition.steps[0].operation.fixed_texts();
    assert_eq!(fixed, [&sales()]);
    let Ok(Operation::CreateUser(user)) = definition.fill(&key("create"), &filling()) else {
        panic!("no user");
    };
    assert_eq!(user.name, Sealed::new("n"));
    assert_eq!(user.display_name, Sealed::new("c"));
    assert_eq!(user.department, Some(Sealed::new("sales")));
    assert_eq!(user.usage_location.as_str(), "DE");
    let step = key("create");
    assert_eq!(
        definition.fill(&key("license"), &filling()),
        Err(ProcedureRefusal::ProcedureStepNotDone { step })
    );
    let made = UserRef {
        id: UserId::new(Uuid::from_u128(3)),
        name: Sealed::new("n"),
    };
    let mut later = filling();
    later.made.insert(key("create"), made.clone());
    let Ok(Operation::AssignLicences { account, .. }) = definition.fill(&key("license"), &later)
    else {
        panic!("no licences");
    };
    assert_eq!(account.user, made);
}

#[test]
fn what_does_not_fit_fills_nothing() {
    let definition = newcomer();
    let (called, step) = (key("called"), key("gone"));
    assert_eq!(
        definition.fill(&step, &filling()),
        Err(ProcedureRefusal::ProcedureStepUnknown { step })
    );
    let mut some = filling();
    some.values.remove(&called);
    let missing = ProcedureRefusal::ProcedureInputMissing {
        input: called.clone(),
    };
    assert_eq!(definition.fits(&some.values), Err(missing.clone()));
    assert_eq!(definition.fill(&key("create"), &some), Err(missing));
    some.values.insert(called.clone(), InputValue::Days(3));
    let unfit = ProcedureRefusal::ProcedureInputUnfit {
        input: called.clone(),
        is: InputKind::Days,
        wanted: InputKind::Text,
    };
    assert_eq!(definition.fits(&some.values), Err(unfit.clone()));
    assert_eq!(definition.fill(&key("create"), &some), Err(unfit));
    let mut more = values();
    more.insert(key("shoes"), InputValue::Days(43));
    let input = key("shoes");
    let unknown = ProcedureRefusal::ProcedureInputUnknown { input };
    assert_eq!(definition.fits(&more), Err(unknown));
    let mut open = filling();
    open.sealed.clear();
    let unsealed = ProcedureRefusal::ProcedureTextUnsealed { text: sales() };
    assert_eq!(definition.fill(&key("create"), &open), Err(unsealed));
}

#[test]
fn what_was_given_has_to_be_possible() {
    let mut definition = newcomer();
    definition.inputs.push(input("what", InputKind::Licences));
    definition.steps[1].operation = OperationTemplate::AssignLicences {
        user: UserField::MadeBy(key("create")),
        licences: Field::Input(key("what")),
        usage_location: None,
    };
    let mut filling = filling();
    let id = UserId::new(Uuid::from_u128(3));
    let name = Sealed::new("n");
    filling.made.insert(key("create"), UserRef { id, name });
    let none = InputValue::Licences(BTreeSet::new());
    filling.values.insert(key("what"), none);
    let unfit = ProcedureRefusal::ProcedureStepUnfit {
        step: key("license"),
        problem: OperationProblem::NoLicence,
    };
    assert_eq!(definition.fill(&key("license"), &filling), Err(unfit));
}

#[test]
fn a_key_is_small_letters_digits_and_dashes() {
    for fine in ["a", "new-user", "a1"] {
        assert_eq!(key(fine).as_str(), fine);
    }
    let long = "a".repeat(41);
    for bad in ["", "A", "1a", "-a", "a b", "ä", long.as_str()] {
        assert!(bad.parse::<Key>().is_err(), "{bad}");
    }
}

proptest! {
    /// Whatever order steps are made to wait in: either it is refused, or each can be done when
    /// those before it are done.
    #[test]
    fn what_is_defined_can_be_followed_to_its_end(
        edges in proptest::collection::btree_set((0..6_usize, 0..6_usize), 0..10),
    ) {
        let names = ["a", "b", "c", "d", "e", "f"];
        let mut definition = newcomer();
        definition.inputs = vec![input("who", InputKind::User)];
        definition.steps = names.iter().enumerate().map(|(number, name)| {
            let user = UserField::Input(key("who"));
            let after: Vec<&str> = edges.iter()
                .filter(|(to, _)| *to == number)
                .map(|(_, from)| names[*from])
                .collect();
            step(name, OperationTemplate::EnableUser { user }, &after)
        }).collect();
        let accepted = Procedure::default().decide(&define(definition.clone())).is_ok();
        let mut done = BTreeSet::new();
        for _ in names {
            let ready = definition.steps.iter().filter(|it| it.after.is_subset(&done));
            let ready: Vec<Key> = ready.map(|it| it.key.clone()).collect();
            done.extend(ready);
        }
        prop_assert_eq!(accepted, done.len() == names.len());
    }
}
