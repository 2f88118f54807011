//! `tenantry settings`: how an MSP's systems are read, its months billed, its bills compared and changes
//! approved.

use std::collections::BTreeSet;

use clap::{ArgAction, Args, Subcommand};
use tenantry_domain::approval::Risk;
use tenantry_domain::cloud::vendor::Currency;
use tenantry_domain::ids::MspId;
use tenantry_domain::settings::{
    ApprovalChanges, BillingChanges, ChangeSettings, CurrencyChoice, ReconcileChanges, Settings,
    SettingsChanges, SettingsCommand, SyncChanges,
};
use tenantry_domain::text::InvalidText;

use crate::command::{Ask, Subject, send};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;

/// In the place of a currency: every sum in its own.
const AS_BILLED: &str = "as-billed";
/// In the place of risks: one person decides, whatever it is about.
const NO_RISK: &str = "none";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show what is in force: the defaults where nobody set anything
    Show {
        /// Whose settings
        #[arg(long, value_name = "MSP")]
        msp: String,
    },
    /// Change what is given, all of it or nothing; what is not given stays as it is
    Change(Box<Wanted>),
}

#[derive(Debug, Args)]
pub(crate) struct Wanted {
    #[command(flatten)]
    values: Values,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct Values {
    /// How many hours pass from one discovery at a vendor to the next, 1 to 168
    #[arg(long, value_name = "HOURS")]
    discovery_every_hours: Option<u16>,
    /// After how many hours what was read last counts as stale, 1 to 720
    #[arg(long, value_name = "HOURS")]
    stale_after_hours: Option<u16>,
    /// Whether records that leave no doubt are linked without anybody being asked
    #[arg(long, value_name = "BOOL", action = ArgAction::Set)]
    link_certain: Option<bool>,
    /// The day on which a month begins, 1 to 28
    #[arg(long, value_name = "DAY")]
    month_starts_on: Option<u8>,
    /// The currency in which all sums are shown, such as EUR; or as-billed, for each in its own
    #[arg(long, value_name = "CURRENCY")]
    display_currency: Option<String>,
    /// What differs by no more is the same price, in hundredths of the currency, 0 to 100000
    #[arg(long, value_name = "HUNDREDTHS")]
    price_tolerance_hundredths: Option<u32>,
    /// What differs by no more is the same quantity, 0 to 10000
    #[arg(long, value_name = "NUMBER")]
    quantity_tolerance: Option<u32>,
    /// Whether trials are compared as well
    #[arg(long, value_name = "BOOL", action = ArgAction::Set)]
    include_trials: Option<bool>,
    /// How many days before a renewal people are told, 0 to 365
    #[arg(long, value_name = "DAYS")]
    renewal_notice_days: Option<u16>,
    /// The risks that two people decide about, such as medium,high; or none
    #[arg(long, value_name = "RISKS", value_parser = risks)]
    two_person: Option<Risks>,
    /// How many days a request waits for decisions, 1 to 30
    #[arg(long, value_name = "DAYS")]
    approval_valid_days: Option<u16>,
}

/// Risks as they are typed, divided by commas.
#[derive(Debug, Clone)]
struct Risks(BTreeSet<Risk>);

fn risks(text: &str) -> Result<Risks, String> {
    if text == NO_RISK {
        return Ok(Risks(BTreeSet::new()));
    }
    let risk = |word: &str| {
        let found = Risk::ALL.into_iter().find(|it| it.as_str() == word.trim());
        found.ok_or_else(|| {
            format!("{word:?} is no risk: there are low, medium and high, or {NO_RISK}")
        })
    };
    text.split(',')
        .map(risk)
        .collect::<Result<_, _>>()
        .map(Risks)
}

impl Values {
    fn changes(&self) -> Result<SettingsChanges, Failure> {
        Ok(SettingsChanges {
            sync: SyncChanges {
                discovery_every_hours: self.discovery_every_hours,
                stale_after_hours: self.stale_after_hours,
                link_certain: self.link_certain,
            },
            billing: BillingChanges {
                month_starts_on: self.month_starts_on,
                display_currency: self.display_currency.as_deref().map(choice).transpose()?,
            },
            reconcile: ReconcileChanges {
                price_tolerance_hundredths: self.price_tolerance_hundredths,
                quantity_tolerance: self.quantity_tolerance,
                include_trials: self.include_trials,
                renewal_notice_days: self.renewal_notice_days,
            },
            approvals: ApprovalChanges {
                two_person: self.two_person.clone().map(|it| it.0),
                valid_days: self.approval_valid_days,
            },
        })
    }
}

fn choice(text: &str) -> Result<CurrencyChoice, Failure> {
    if text == AS_BILLED {
        return Ok(CurrencyChoice::AsBilled);
    }
    let currency: Currency = text.parse().map_err(|error| {
        let message = format!("{error}, nor is it {AS_BILLED}");
        Failure::new(InvalidText::CODE, Exit::Refused, message)
    })?;
    Ok(CurrencyChoice::All(currency))
}

async fn show(msp: MspId, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let engine = installation::engine(config).await?;
    let settings: Settings = engine.load(msp, &msp.to_string()).await?;
    if output.json {
        output.document(&settings)?;
        return Ok(Exit::Ok);
    }
    let Settings {
        sync,
        billing,
        reconcile,
        approvals,
    } = settings;
    let risks = approvals.two_person.iter().map(|it| it.as_str());
    let mut risks: Vec<&str> = risks.collect();
    if risks.is_empty() {
        risks.push(NO_RISK);
    }
    let currency = billing.display_currency;
    let currency = currency.map_or(AS_BILLED.to_owned(), |it| it.as_str().to_owned());
    for (name, value) in [
        (
            "discovery-every-hours",
            sync.discovery_every_hours.to_string(),
        ),
        ("stale-after-hours", sync.stale_after_hours.to_string()),
        ("link-certain", sync.link_certain.to_string()),
        ("month-starts-on", billing.month_starts_on.to_string()),
        ("display-currency", currency),
        (
            "price-tolerance-hundredths",
            reconcile.price_tolerance_hundredths.to_string(),
        ),
        (
            "quantity-tolerance",
            reconcile.quantity_tolerance.to_string(),
        ),
        ("include-trials", reconcile.include_trials.to_string()),
        (
            "renewal-notice-days",
            reconcile.renewal_notice_days.to_string(),
        ),
        ("two-person", risks.join(",")),
        ("approval-valid-days", approvals.valid_days.to_string()),
    ] {
        output.line(&format!("{name:<28}{value}"))?;
    }
    Ok(Exit::Ok)
}

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    match command {
        Command::Show { msp } => show(installation::msp(&msp)?, config, output).await,
        Command::Change(wanted) => {
            let Wanted { values, ask } = *wanted;
            let changes = values.changes()?;
            let command = SettingsCommand::Change(ChangeSettings { changes });
            let subject = Subject(installation::msp(&ask.msp)?.to_string());
            send::<Settings>(subject, command, ask, config, output).await
        }
    }
}
