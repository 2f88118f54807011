//! `tenantry onboardings`: attempts to bring a customer's tenant under management.

use clap::Subcommand;
use tenantry_domain::ids::{CustomerId, OnboardingId, TenantId};
use tenantry_domain::onboarding::{
    CancelOnboarding, Onboarding, OnboardingCommand, StartOnboarding,
};
use tenantry_domain::text::Reason;

use crate::command::{Ask, Subject, send};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start an onboarding
    Start {
        /// The customer
        #[arg(long, value_name = "ID")]
        customer: String,
        /// The customer's tenant, as Microsoft names it
        #[arg(long, value_name = "ID")]
        tenant: String,
        /// The onboarding's id [default: a new one]
        #[arg(long)]
        id: Option<String>,
        #[command(flatten)]
        ask: Ask,
    },
    /// Call an onboarding off; says why with --reason
    Cancel {
        id: String,
        #[command(flatten)]
        ask: Ask,
    },
}

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let (subject, command, ask) = match command {
        Command::Start {
            customer,
            tenant,
            id,
            ask,
        } => {
            let customer_id: CustomerId = customer.parse()?;
            let tenant_id: TenantId = tenant.parse()?;
            let command = OnboardingCommand::Start(StartOnboarding {
                customer_id,
                tenant_id,
            });
            (
                Subject::new_or::<OnboardingId>(id.as_deref())?,
                command,
                ask,
            )
        }
        Command::Cancel { id, ask } => {
            let reason = Reason::new(ask.reason.as_deref().unwrap_or_default())?;
            let command = OnboardingCommand::Cancel(CancelOnboarding { reason });
            (Subject::of::<OnboardingId>(&id)?, command, ask)
        }
    };
    send::<Onboarding>(subject, command, ask, config, output).await
}
