//! Tenants, as discovery left them.

use tenantry_domain::ids::TenantId;
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::tenant::{
    AtPartnerCenter, NoteSighting, Sales, Sighting, Tenant, TenantCommand,
};
use tenantry_domain::text::{DomainName, OrganizationName};
use tenantry_engine::commands::{Context, Request};
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::program::{MSP, OTHER_MSP, Program, text};

on_both_databases!(
    tenants_are_listed_and_shown,
    a_tenant_that_nobody_saw_is_refused
);

fn id(number: u128) -> String {
    TenantId::new(Uuid::from_u128(number)).to_string()
}

async fn see(world: &World, number: u128, name: &str, legacy: bool) {
    let sighting = Sighting {
        partner_center: Some(AtPartnerCenter {
            name: OrganizationName::of_cloud(name),
            domain: DomainName::of_cloud("Contoso.example"),
            sales: Some(Sales::Reseller),
            old_delegation: Some(legacy),
        }),
        ..Sighting::default()
    };
    let note = NoteSighting {
        sighting,
        silent: [].into(),
        at: 1,
    };
    let request = Request::<Tenant> {
        msp: MSP.parse().expect("an id"),
        id: id(number),
        command: TenantCommand::NoteSighting(Box::new(note)),
        context: Context::new(Actor::service("discovery"), Source::Engine),
    };
    world
        .engine()
        .await
        .execute(request)
        .await
        .expect("recorded");
}

async fn tenants_are_listed_and_shown(world: World) {
    let program = Program::on(&world);
    see(&world, 1, "Contoso", false).await;
    see(&world, 2, "adatum", true).await;
    program.ok(&["projections", "run", "--until-caught-up"]);
    let list = |more: &[&str]| {
        let all = program.json(&[&["tenants", "list", "--msp", MSP], more].concat());
        let names = all.iter().map(|it| text(&it["name"]).to_owned());
        names.collect::<Vec<String>>()
    };
    assert_eq!(list(&[]), ["adatum", "Contoso"]);
    assert_eq!(list(&["--legacy"]), ["adatum"]);
    assert_eq!(list(&["--prefix", "con"]), ["Contoso"]);
    assert_eq!(list(&["--status", "discovered"]).len(), 2);
    assert!(list(&["--status", "active"]).is_empty());
    assert!(list(&["--missed"]).is_empty());
    let plain = program.ok(&["tenants", "list", "--msp", MSP]);
    assert!(
        plain.contains("legacy DAP") && plain.contains("partner-center"),
        "{plain}"
    );
    let shown = &program.json(&["tenants", "show", &id(2), "--msp", MSP])[0];
    assert_eq!(shown["status"], "discovered");
    assert_eq!(shown["domain"], "contoso.example");
    assert_eq!(shown["sighting"]["partner_center"]["sales"], "reseller");
    let plain = program.ok(&["tenants", "show", &id(2), "--msp", MSP]);
    for part in ["adatum", "discovered", "legacy DAP", "reseller"] {
        assert!(plain.contains(part), "{part} in {plain}");
    }
    assert!(
        program
            .json(&["tenants", "list", "--msp", OTHER_MSP])
            .is_empty()
    );
}

async fn a_tenant_that_nobody_saw_is_refused(world: World) {
    let program = Program::on(&world);
    see(&world, 1, "Contoso", false).await;
    program.ok(&["projections", "run", "--until-caught-up"]);
    let (one, two) = (id(1), id(2));
    let unknown = ["tenants", "show", &two, "--msp", MSP];
    program.refused(&unknown, 3, "TENANT_UNDISCOVERED");
    let strangers = ["tenants", "show", &one, "--msp", OTHER_MSP];
    program.refused(&strangers, 3, "TENANT_UNDISCOVERED");
    let malformed = ["tenants", "show", "contoso", "--msp", MSP];
    program.refused(&malformed, 3, "MALFORMED_ID");
}
