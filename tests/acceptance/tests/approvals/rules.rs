//! Steps of procedures that an admin marked as low risk.

use std::collections::{BTreeMap, BTreeSet};

use tenantry_domain::approval::{Approval, ApprovalEvent, Decider, Grant, Person};
use tenantry_domain::cloud::directory::SkuId;
use tenantry_domain::ids::ProcedureId;
use tenantry_domain::procedure::{
    DefineProcedure, Definition, Field, InputKind, InputSpec, Key, Limits, MarkStepLowRisk,
    OperationTemplate, Procedure, ProcedureCommand, ProcedureStep, UserField,
};
use tenantry_domain::role::Role;
use tenantry_domain::saga::days;
use tenantry_domain::text::{InputLabel, ProcedureName, Reason, StepTitle};
use tenantry_engine::approvals::{Asked, InputWish, StepWish, UserWish};
use tenantry_engine::commands::Request;
use tenantry_engine::time::Clock as _;
use tenantry_simulation::Asking;
use tenantry_simulation::asking::{CUSTOMER, GRACE, ID, by};
use tenantry_simulator::product_id;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::stage::{another, code, is_done, of_approvals, seats, stage};

on_both_databases!(
    a_marked_step_is_granted_by_its_rule_and_only_as_often_as_it_says,
    what_a_step_is_not_given_it_is_not_asked_for_with,
);

const PROCEDURE: ProcedureId = ProcedureId::new(Uuid::from_u128(0x501));

fn key(text: &str) -> Key {
    text.parse().unwrap()
}

fn visio() -> SkuId {
    SkuId::new(product_id("VISIOCLIENT").unwrap())
}

fn definition() -> Definition {
    Definition {
        name: ProcedureName::new("Visio for whoever draws").unwrap(),
        description: None,
        inputs: vec![InputSpec {
            key: key("who"),
            label: InputLabel::new("For whom").unwrap(),
            kind: InputKind::User,
        }],
        steps: vec![ProcedureStep {
            key: key("give"),
            title: StepTitle::new("Give Visio").unwrap(),
            operation: OperationTemplate::AssignLicences {
                user: UserField::Input(key("who")),
                licences: Field::Fixed([visio()].into()),
                usage_location: None,
            },
            after: BTreeSet::new(),
        }],
    }
}

async fn tell(asking: &Asking<'_>, command: ProcedureCommand) {
    let request = Request::<Procedure> {
        msp: asking.stage().msp,
        id: PROCEDURE.to_string(),
        command,
        context: by("zoe"),
    };
    asking.history.desk().execute(request).await.unwrap();
}

async fn marked(asking: &Asking<'_>) {
    let definition = definition();
    let define = ProcedureCommand::Define(DefineProcedure { definition });
    tell(asking, define).await;
    let now = asking.stage().clock.now();
    let person = Person::of(&by("zoe").actor).unwrap();
    let mark = MarkStepLowRisk {
        step: key("give"),
        version: 1,
        limits: Limits {
            per_day: 1,
            licences: Some([visio()].into()),
            customers: [CUSTOMER].into(),
            tags: BTreeSet::new(),
        },
        until: now + days(30),
        reason: Reason::new("it costs little").unwrap(),
        by: Decider {
            person,
            role: Role::Admin,
        },
        at: now,
    };
    tell(asking, ProcedureCommand::Mark(mark)).await;
}

fn step(asking: &Asking<'_>, inputs: BTreeMap<Key, InputWish>) -> Asked {
    Asked::Step(StepWish {
        procedure: PROCEDURE,
        version: None,
        step: key("give"),
        customer: CUSTOMER,
        tenant: asking.tenant(),
        inputs,
        made: BTreeMap::new(),
    })
}

fn for_user(user: UserWish) -> BTreeMap<Key, InputWish> {
    BTreeMap::from([(key("who"), InputWish::User(user))])
}

async fn a_marked_step_is_granted_by_its_rule_and_only_as_often_as_it_says(world: World) {
    let stage = stage(world).await;
    let asking = Asking::on(&stage).await;
    seats(&asking, "VISIOCLIENT", 5);
    marked(&asking).await;
    let grace = for_user(UserWish::Name(GRACE.parse().unwrap()));
    asking.ask_for(ID, step(&asking, grace)).await.unwrap();
    assert!(matches!(asking.stands().await, Approval::UnderWay(_)));
    let granted = of_approvals(&asking).await;
    let rule = granted.iter().find_map(|it| match it {
        ApprovalEvent::ApprovalGranted {
            grant: Grant::Rule(rule),
            ..
        } => Some(rule),
        _ => None,
    });
    let rule = rule.expect("the rule is on record");
    assert_eq!((rule.procedure_id, rule.version), (PROCEDURE, 1));
    assert_eq!(rule.marked_by.id, "zoe");
    asking.run(&[]).await;
    assert!(is_done(&asking.stands().await));
    let account = asking.account(GRACE).await.unwrap();
    assert!(account.holds_directly(visio()));

    // The second of a day is for people.
    let tenant = asking.tenant().as_uuid();
    let other = stage.control().user_id(tenant, 0).unwrap();
    let other = for_user(UserWish::Id(
        tenantry_domain::cloud::directory::UserId::new(other),
    ));
    let second = another();
    let asked = asking.ask_for(second, step(&asking, other)).await;
    asked.unwrap();
    let stands = asking.approvals.of(stage.msp, second).await.unwrap();
    assert!(matches!(stands, Approval::Waiting(_)), "{stands:?}");
}

async fn what_a_step_is_not_given_it_is_not_asked_for_with(world: World) {
    let stage = stage(world).await;
    let asking = Asking::on(&stage).await;
    marked(&asking).await;
    let nothing = asking.ask_for(another(), step(&asking, BTreeMap::new()));
    assert_eq!(code(nothing.await), "PROCEDURE_INPUT_MISSING");
    let days = BTreeMap::from([(key("who"), InputWish::Days(3))]);
    let unfit = asking.ask_for(another(), step(&asking, days)).await;
    assert_eq!(code(unfit), "PROCEDURE_INPUT_UNFIT");
    let mut too_many = for_user(UserWish::Name(GRACE.parse().unwrap()));
    too_many.insert(key("why"), InputWish::Days(3));
    let unknown = asking.ask_for(another(), step(&asking, too_many)).await;
    assert_eq!(code(unknown), "PROCEDURE_INPUT_UNKNOWN");
}
