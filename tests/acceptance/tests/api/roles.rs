//! Who may do what, and that every refusal says which role is needed.

use serde_json::json;
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};

use crate::house::House;

on_both_databases!(each_role_may_what_it_may_and_no_more);

/// A request of each kind, and who may ask it.
const REQUESTS: [(&str, &[Role]); 8] = [
    ("{ customers { edges { cursor } } }", &Role::ALL),
    ("{ tenants { edges { cursor } } }", &Role::ALL),
    ("{ viewer { role } }", &Role::ALL),
    ("{ ledger { position } }", &Role::ALL),
    (
        "{ timeline { edges { cursor } } }",
        &[Role::Tech, Role::Admin, Role::Auditor],
    ),
    (
        "{ projections { name } }",
        &[Role::Tech, Role::Admin, Role::Auditor],
    ),
    (
        "mutation { customerRegister(input: { idempotencyKey: \"k\", name: \"Contoso\" }) { userErrors { code } } }",
        &[Role::Tech, Role::Admin],
    ),
    (
        "mutation { onboardingRetry(input: { idempotencyKey: \"k2\",
            tenant: \"0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a11\" }) { userErrors { code } } }",
        &[Role::Tech, Role::Admin],
    ),
];

async fn each_role_may_what_it_may_and_no_more(world: World) {
    let house = House::on(world).await;
    for role in Role::ALL {
        let somebody = house.somebody(role).await;
        for (query, may) in REQUESTS {
            let answer = somebody.ask(query, json!({})).await;
            if may.contains(&role) {
                assert!(answer.get("errors").is_none(), "{role} {query} {answer:#}");
                continue;
            }
            let error = &answer["errors"][0];
            assert_eq!(
                error["extensions"]["code"], "ROLE_MISSING",
                "{role} {query}"
            );
            let message = error["message"].as_str().unwrap();
            for needed in may {
                assert!(message.contains(needed.as_str()), "{message}");
            }
        }
    }
    house.end().await;
}
