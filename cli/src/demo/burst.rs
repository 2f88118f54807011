//! Many commands at once, and the tables following.

use std::time::{Duration, Instant};

use tenantry_domain::customer::{Customer, CustomerCommand, CustomerOrigin, RegisterCustomer};
use tenantry_domain::record::Source;
use tenantry_domain::text::CustomerName;
use tenantry_engine::commands::Context;
use uuid::Uuid;

use super::Stage;
use super::story::{MSPS, Msp};
use crate::command::{Subject, execute};
use crate::failure::Failure;
use crate::progress::Progress;

const CUSTOMERS: usize = 6_000;

/// Commands under way at once.
const AT_ONCE: usize = 64;

/// How often the tables are looked at.
const LOOK: Duration = Duration::from_millis(100);

pub(super) async fn play(stage: &Stage<'_>) -> Result<(), Failure> {
    let progress = Progress::start("Registering customers", CUSTOMERS as u64);
    let began = Instant::now();
    let mut done = 0;
    while done < CUSTOMERS {
        let group = (done..CUSTOMERS.min(done + AT_ONCE)).map(|number| register(stage, number));
        for outcome in futures::future::join_all(group).await {
            outcome?;
            done += 1;
        }
        progress.reached(done as u64);
    }
    drop(progress);
    let seconds = began.elapsed().as_secs_f64();
    stage.line(&format!(
        "{CUSTOMERS} commands in {seconds:.2} s, {AT_ONCE} at a time, each one durable before its answer"
    ))?;
    follow(stage).await
}

async fn register(stage: &Stage<'_>, number: usize) -> Result<(), Failure> {
    let msp: Msp = MSPS[number % MSPS.len()];
    let name = CustomerName::new(&format!("Customer {number:04}"))?;
    let origin = CustomerOrigin::Discovered;
    let command = CustomerCommand::Register(RegisterCustomer { name, origin });
    let id = Uuid::new_v5(&msp.id().as_uuid(), &number.to_be_bytes());
    let context = Context::new(msp.actor(), Source::Cli).with_key(format!("demo-burst-{number}"));
    let subject = Subject(id.to_string());
    execute::<Customer>(&stage.engine, msp.id(), subject, command, context).await?;
    Ok(())
}

/// Says how the tables come after, until nothing is missing.
async fn follow(stage: &Stage<'_>) -> Result<(), Failure> {
    let began = Instant::now();
    loop {
        let status = stage.projections.status().await?;
        let behind: u64 = status.iter().map(|it| it.lag).sum();
        let waited = began.elapsed().as_millis();
        if behind == 0 {
            return stage.line(&format!("the tables have all of it {waited} ms later"));
        }
        stage.line(&format!("the tables are {behind} events behind"))?;
        tokio::time::sleep(LOOK).await;
    }
}
