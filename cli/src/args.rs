//! What can be asked at the command line. Each group of commands declares its own in its file.

use std::path::PathBuf;

use clap::{ArgAction, Args as ClapArgs, Parser, Subcommand};

use crate::{
    access, approvals, consents, customers, explain, ledger, mapping, notices, onboardings,
    partner, procedure_runs, procedures, products, projections, records, serve, settings,
    templates, tenants, transfers, vault, vendors, work,
};

/// Tenantry, the event-sourced engine for managing Microsoft 365 tenants.
#[derive(Debug, Parser)]
#[command(
    name = "tenantry",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = EXITS
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: Global,
}

const EXITS: &str = "\
Values come from, the last one winning: defaults, the file tenantry.toml, the environment
(TENANTRY_DATABASE_URL, TENANTRY_DATA_DIR, TENANTRY_CONFIG, TENANTRY_INSTALLATION,
TENANTRY_VAULT, TENANTRY_VAULT_KEY, TENANTRY_VAULT_KEY_FILE, TENANTRY_EXTRA_ROOTS,
TENANTRY_PROXY, TENANTRY_PUBLIC_URL, TENANTRY_CLOUD, TENANTRY_ENDPOINTS, TENANTRY_LOG,
TENANTRY_LOG_FORMAT), flags. `tenantry doctor` shows which won.

Exit codes:
  0  done, and all is right
  1  the command worked, and what it looked at is not all right
  2  the command line cannot be understood
  3  refused: invalid input, or the rules of the business
  4  the database or the machine is not fit for it
  5  stopped by a signal";

/// Flags that every command takes.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// sqlite:PATH or postgres://USER@HOST/DATABASE [default: tenantry.db in the data folder]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// Where keys, checkpoints and the embedded database are kept [default:
    /// ~/.local/share/tenantry, or tenantry in XDG_DATA_HOME]
    #[arg(long, global = true, value_name = "FOLDER")]
    pub(crate) data_dir: Option<PathBuf>,
    /// The configuration file [default: tenantry.toml in the data folder, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Answer in JSON: one document, or one line for each item of a list
    #[arg(long, global = true, action = ArgAction::SetTrue)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Bring the database to the form this program needs
    Migrate,
    /// Verify, show and prove what was recorded
    #[command(subcommand)]
    Ledger(ledger::Command),
    /// Follow, rebuild and put right the query tables
    #[command(subcommand)]
    Projections(projections::Command),
    /// Register customers and look them up
    #[command(subcommand)]
    Customers(customers::Command),
    /// Start onboardings and look them up
    #[command(subcommand)]
    Onboardings(onboardings::Command),
    /// Connect customers' tenants by the consent of their own administrators
    #[command(subcommand)]
    Consents(consents::Command),
    /// Hand a tenant over from one customer or MSP to another
    #[command(subcommand)]
    Transfers(transfers::Command),
    /// Say who signs in for which MSP, and what they may do there
    #[command(subcommand)]
    Access(access::Command),
    /// Connect an MSP's own tenant at Microsoft, and sign in for it
    #[command(subcommand)]
    Partner(partner::Command),
    /// Define what customers are asked for: roles, groups and for how long
    #[command(subcommand)]
    Templates(templates::Command),
    /// Look up customers' Microsoft 365 tenants
    #[command(subcommand)]
    Tenants(tenants::Command),
    /// Connect an MSP's accounts at other vendors, try them, and have them read
    #[command(subcommand)]
    Vendors(vendors::Command),
    /// Say how an MSP's systems are read, its months billed, its bills compared and changes approved
    #[command(subcommand)]
    Settings(settings::Command),
    /// Look up what vendors have on record, and say whose it is
    #[command(subcommand)]
    Records(records::Command),
    /// Map many records at once, and see whether it is enough to go on
    #[command(subcommand)]
    Mapping(mapping::Command),
    /// Say which services of a PSA Microsoft's products are billed as
    #[command(subcommand)]
    Products(products::Command),
    /// Ask for changes, decide about what others ask for, and see what became of it
    #[command(subcommand)]
    Approvals(approvals::Command),
    /// Write down what is done again and again, as steps that can be asked for
    #[command(subcommand)]
    Procedures(procedures::Command),
    /// Follow procedures for customers, each step an approval of its own
    #[command(subcommand)]
    ProcedureRuns(procedure_runs::Command),
    /// Say where an MSP is told what happens to its approvals: webhooks and mail
    #[command(subcommand)]
    Notices(notices::Command),
    /// Keep secrets, and the key they are under
    #[command(subcommand)]
    Vault(vault::Command),
    /// Answer requests over HTTP, and carry on what was begun, until stopped; several may run at once
    Serve(serve::Asked),
    /// Carry on what was begun, step by step, until stopped; several may run at once
    #[command(alias = "work")]
    Worker(work::Asked),
    /// Check the installation and say what to do
    Doctor,
    /// Watch twelve customers' tenants being onboarded in simulated clouds, and look around
    #[cfg(feature = "demo")]
    Demo(crate::demo::Asked),
    /// Say what an error code means and what to do
    Explain(explain::Asked),
}
