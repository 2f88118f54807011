//! Following, rebuilding and putting right.

use std::time::{Duration, Instant};

use serde_json::Value;

use tenantry_support::{World, on_both_databases};

use crate::program::{CUSTOMER, MSP, Program, text};

on_both_databases!(
    lists_are_read_page_by_page,
    a_paused_projection_stands_until_it_is_resumed,
    a_rebuild_gives_the_same_rows,
    an_event_that_cannot_be_read_is_shown_and_skipped,
    the_daemon_follows_and_stops_when_asked
);

async fn lists_are_read_page_by_page(world: World) {
    let program = Program::on(&world);
    program.seed();
    program.ok(&["projections", "run", "--until-caught-up"]);
    let all = program.json(&["customers", "list", "--msp", MSP]);
    let names: Vec<&str> = all.iter().map(|it| text(&it["name"])).collect();
    assert_eq!(names, ["Adatum", "Contoso", "Fabrikam Foods"]);
    let page = program.run(&["customers", "list", "--msp", MSP, "--first", "2", "--json"]);
    let cursor = page.err.split('\'').nth(1).expect("a cursor").to_owned();
    let rest = program.json(&["customers", "list", "--msp", MSP, "--after", &cursor]);
    assert_eq!(rest, all[2..]);
    let tagged = program.json(&["customers", "list", "--msp", MSP, "--tag", "gold"]);
    assert_eq!(tagged, all[2..]);
    let begin = program.json(&["customers", "list", "--msp", MSP, "--prefix", "con"]);
    assert_eq!(begin, all[1..2]);
}

async fn a_paused_projection_stands_until_it_is_resumed(world: World) {
    let program = Program::on(&world);
    program.seed();
    program.ok(&[
        "projections",
        "pause",
        "customers",
        "--reason",
        "maintenance",
    ]);
    program.ok(&["projections", "run", "--until-caught-up"]);
    let customers = status_of_customers(&program);
    assert_eq!(
        (&customers["state"], &customers["position"]),
        (&"paused".into(), &0.into())
    );
    program.refused(
        &["projections", "rebuild", "customers"],
        3,
        "PROJECTION_PAUSED",
    );
    program.ok(&["projections", "resume", "customers"]);
    program.ok(&["projections", "run", "--until-caught-up"]);
    let customers = status_of_customers(&program);
    assert_eq!(
        (&customers["state"], &customers["lag"]),
        (&"live".into(), &0.into())
    );
}

fn status_of_customers(program: &Program) -> Value {
    let mut status = program.json(&["projections", "status"]).into_iter();
    let customers = status.find(|it| it["projection"] == "customers");
    customers.expect("customers have a table")
}

async fn a_rebuild_gives_the_same_rows(world: World) {
    let program = Program::on(&world);
    program.seed();
    program.ok(&["projections", "run", "--until-caught-up"]);
    let before = program.json(&["customers", "list", "--msp", MSP]);
    let rebuilt = program.json(&["projections", "rebuild", "--all"]);
    let known = program.json(&["projections", "status"]).len();
    assert_eq!(rebuilt.len(), known, "{rebuilt:?}");
    assert_eq!(program.json(&["customers", "list", "--msp", MSP]), before);
}

async fn an_event_that_cannot_be_read_is_shown_and_skipped(world: World) {
    let program = Program::on(&world);
    program.seed();
    crate::tampering::alter(
        &world,
        "payload = '{\"CustomerRenamed\":{}}' where position = 4",
    )
    .await;
    let caught_up = program.run(&["projections", "run", "--until-caught-up"]);
    assert_eq!(caught_up.exit, 1, "{caught_up:?}");
    let status = program.run(&["projections", "status"]);
    assert_eq!(status.exit, 1);
    assert!(
        status.out.contains("stands still at position 4"),
        "{}",
        status.out
    );
    assert_eq!(program.run(&["doctor"]).exit, 1);
    let skip = [
        "projections",
        "skip",
        "customers",
        "--msp",
        MSP,
        "--position",
        "4",
    ];
    program.ok(&[&skip[..], &["--reason", "torn by a restore"]].concat());
    program.ok(&["projections", "run", "--until-caught-up"]);
    let list = program.json(&["customers", "list", "--msp", MSP, "--tag", "gold"]);
    assert_eq!(list[0]["name"], "Fabrikam");
}

async fn the_daemon_follows_and_stops_when_asked(world: World) {
    let program = Program::on(&world);
    let mut daemon = program
        .command(&["projections", "run"])
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the daemon runs");
    program.seed();
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let list = program.json(&["customers", "list", "--msp", MSP, "--tag", "gold"]);
        if list.first().is_some_and(|it| it["id"] == CUSTOMER) {
            break;
        }
        assert!(Instant::now() < deadline, "the daemon does not follow");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let pid = daemon.id().to_string();
    let killed = std::process::Command::new("kill")
        .args(["-TERM", &pid])
        .status();
    assert!(killed.expect("kill runs").success());
    assert_eq!(daemon.wait().expect("it ends").code(), Some(0));
}
