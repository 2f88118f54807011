//! The guide's example is a scenario that makes a world.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use tenantry_simulator::{Options, Scenario, Simulator};

#[tokio::test]
async fn the_example_of_the_guide_works() {
    let page = include_str!("../../docs/simulator.md");
    let example = page.split("```toml\n").nth(1).unwrap();
    let example = example.split("```").next().unwrap();
    let scenario = Scenario::from_toml(example).unwrap();
    let simulator = Simulator::start(&scenario, Options::default())
        .await
        .unwrap();
    let contoso = scenario.tenant_id("Contoso");
    assert!(simulator.control().user_id(contoso, 99_999).is_some());
    assert!(simulator.control().user_id(contoso, 100_000).is_none());
}

#[test]
fn the_guide_names_every_order_and_fault() {
    let page = include_str!("../../docs/simulator.md");
    let orders = include_str!("../src/control/order.rs");
    let faults = include_str!("../src/fate.rs");
    for (source, head) in [(orders, "pub enum Order {"), (faults, "pub enum Fault {")] {
        let body = source
            .split(head)
            .nth(1)
            .unwrap()
            .split("\n}")
            .next()
            .unwrap();
        let names = body.lines().filter_map(|line| {
            let line = line.strip_prefix("    ")?;
            line.starts_with(char::is_uppercase)
                .then(|| line.split([' ', ',', '{']).next().unwrap())
        });
        for name in names {
            let kebab: String = name
                .char_indices()
                .fold(String::new(), |text, (at, letter)| {
                    let dash = if letter.is_uppercase() && at > 0 {
                        "-"
                    } else {
                        ""
                    };
                    text + dash + &letter.to_lowercase().to_string()
                });
            assert!(
                page.contains(&format!("`{kebab}`")),
                "{kebab} is not in the guide"
            );
        }
    }
}
