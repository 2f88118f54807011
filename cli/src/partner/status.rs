//! `tenantry partner status`: what is on record, and what Microsoft says to it now.

use clap::Args;
use serde::Serialize;
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::cloud::gdap::Partner;
use tenantry_domain::cloud::partner::{AppId, MfaSignals as _, PartnerCustomers as _};
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_domain::ids::MspId;
use tenantry_domain::partner_connection::{Connected, PartnerAccess, PartnerConnection};
use tenantry_microsoft::entra::{Access, Resource, Tokens as _};

use super::{Desk, word};
use crate::clouds::{Assembled, ClientClouds, usable};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::moment;
use crate::output::{Output, Tone};
use tenantry_api::pages;

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Whose connection
    #[arg(long, value_name = "MSP")]
    msp: String,
}

#[derive(Debug, Serialize)]
struct Status {
    msp: MspId,
    state: &'static str,
    #[serde(flatten)]
    connection: Option<Shown>,
    checks: Vec<Check>,
}

#[derive(Debug, Serialize)]
struct Shown {
    tenant: Partner,
    app: AppId,
    access: &'static str,
    connected_at: String,
    account: Option<UserId>,
    signed_in_at: Option<String>,
}

#[derive(Debug, Serialize)]
struct Check {
    #[serde(rename = "check")]
    name: &'static str,
    result: Outcome,
    detail: String,
    #[serde(flatten)]
    trouble: Option<Trouble>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Ok,
    Warn,
    Fail,
}

/// What is wrong, whom it concerns, and by what Microsoft's support finds it.
#[derive(Debug, Serialize)]
struct Trouble {
    code: &'static str,
    help: Option<String>,
    who_acts: Option<String>,
    vendor_code: Option<String>,
    correlation_id: Option<String>,
}

pub(crate) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let desk = Desk::of(&asked.msp, config).await?;
    let checks = match usable(&desk.connection) {
        Err(fault) if desk.connection.connected().is_none() => vec![failed("connection", &fault)],
        _ => live(&desk, config).await?,
    };
    let status = Status {
        msp: desk.msp,
        state: match desk.connection {
            PartnerConnection::Unknown => "not connected",
            PartnerConnection::Connected(_) => "connected",
            PartnerConnection::Disconnected => "disconnected",
        },
        connection: desk.connection.connected().map(Shown::from),
        checks,
    };
    print(&status, output)?;
    let faulty = status.checks.iter().any(|it| it.result == Outcome::Fail);
    Ok(if faulty { Exit::NotRight } else { Exit::Ok })
}

/// One question after the other, each of its own: what is wrong in one place does not hide what is
/// wrong in another.
async fn live(desk: &Desk, config: &Config) -> Result<Vec<Check>, Failure> {
    let connected = desk.connected()?;
    let clouds = ClientClouds::new(config, desk.engine.clone(), desk.vault.clone())?;
    let parts = clouds.assembled(desk.msp, connected);
    let home = connected.tenant.0;
    let token = parts.tokens.bearer(home, Resource::Graph, Access::App);
    let mut checks = vec![match token.await {
        Ok(_) => ok("app token", "the app's secret is good".to_owned()),
        Err(fault) => failed("app token", &fault),
    }];
    if connected.signed_in.is_none() && connected.access == PartnerAccess::App {
        let detail = "nobody signed in: Partner Center and customers' tenants cannot be read";
        checks.push(Check {
            result: Outcome::Warn,
            ..ok("sign-in", detail.to_owned())
        });
        return Ok(checks);
    }
    let token = parts
        .tokens
        .bearer(home, Resource::Graph, Access::Delegated);
    match token.await {
        Ok(_) => checks.push(ok("sign-in", "the service account's is good".to_owned())),
        Err(fault) => {
            checks.push(failed("sign-in", &fault));
            return Ok(checks);
        }
    }
    checks.extend(partner_center(&parts, connected.tenant).await);
    Ok(checks)
}

/// Partner Center says with every answer whether the sign-in had a second factor.
async fn partner_center(parts: &Assembled, partner: Partner) -> Vec<Check> {
    let mut checks = vec![match parts.center.list(partner, None).await {
        Ok(_) => ok("Partner Center", "it answers".to_owned()),
        Err(fault) => failed("Partner Center", &fault),
    }];
    checks.push(match parts.center.last(partner) {
        Some(signal) if signal.compliant => {
            ok("second factor", "Partner Center saw one".to_owned())
        }
        Some(_) => {
            let why = "Partner Center says that the sign-in had none";
            let fault = CloudFault::new(Cause::MfaRequired, "partner-center", why);
            failed("second factor", &fault)
        }
        None => Check {
            result: Outcome::Warn,
            ..ok("second factor", "Partner Center did not say".to_owned())
        },
    });
    checks
}

fn ok(name: &'static str, detail: String) -> Check {
    Check {
        name,
        result: Outcome::Ok,
        detail,
        trouble: None,
    }
}

fn failed(name: &'static str, fault: &CloudFault) -> Check {
    let code = fault.code();
    Check {
        name,
        result: Outcome::Fail,
        detail: fault.to_string(),
        trouble: Some(Trouble {
            code,
            help: pages::remedy(code),
            who_acts: pages::who_acts(code),
            vendor_code: fault.vendor_code.clone(),
            correlation_id: fault.correlation_id.clone(),
        }),
    }
}

impl From<&Connected> for Shown {
    fn from(connected: &Connected) -> Self {
        Self {
            tenant: connected.tenant,
            app: connected.app,
            access: word(connected.access),
            connected_at: moment::show(connected.since),
            account: connected.signed_in.map(|it| it.account),
            signed_in_at: connected.signed_in.map(|it| moment::show(it.at)),
        }
    }
}

fn print(status: &Status, output: &Output) -> Result<(), Failure> {
    if output.json {
        return output.document(status);
    }
    output.line(&format!("{:<16}{}", "state", status.state))?;
    if let Some(shown) = &status.connection {
        let Shown { access, .. } = shown;
        output.line(&format!("{:<16}{}", "tenant", shown.tenant))?;
        output.line(&format!("{:<16}{} ({access})", "app", shown.app))?;
        output.line(&format!("{:<16}{}", "connected", shown.connected_at))?;
        if let (Some(account), Some(at)) = (shown.account, &shown.signed_in_at) {
            output.line(&format!("{:<16}{at} by account {account}", "signed in"))?;
        }
    }
    for check in &status.checks {
        let word = match check.result {
            Outcome::Ok => output.paint(Tone::Good, "ok  "),
            Outcome::Warn => output.paint(Tone::Warning, "warn"),
            Outcome::Fail => output.paint(Tone::Bad, "FAIL"),
        };
        output.line(&format!("{word}  {:<14}  {}", check.name, check.detail))?;
        let Some(trouble) = &check.trouble else {
            continue;
        };
        let indent = "";
        output.line(&format!("{indent:22}code {}", trouble.code))?;
        if let Some(help) = &trouble.help {
            output.line(&format!("{indent:22}→ {help}"))?;
        }
        if let Some(who) = &trouble.who_acts {
            output.line(&format!("{indent:22}who acts: {who}"))?;
        }
    }
    Ok(())
}
