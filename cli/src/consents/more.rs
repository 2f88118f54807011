//! Asking the administrator of a connected tenant for more than reading.

use clap::Args;
use serde::Serialize;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::ids::{ApprovalId, MspId, TenantId};
use tenantry_domain::tenant_consent::{More, TenantConsent};
use tenantry_domain::text::PermissionName;
use tenantry_engine::consents::{ConsentError, ConsentWish, Consents, MoreWish};

use super::service::inviting;
use crate::command::{self, Ask, Receipt};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, say};
use crate::work::Ground;

/// For which change, or in which tenant and for what.
#[derive(Debug, Args)]
pub(crate) struct Wanted {
    /// The customer's tenant, as Microsoft names it; not needed with --approval
    tenant: Option<String>,
    /// What is asked for, as Microsoft names it; may be given several times
    #[arg(long = "permission", value_name = "NAME")]
    permissions: Vec<String>,
    /// The change that needs it: then what it needs is asked for, in its tenant
    #[arg(long, value_name = "ID")]
    approval: Option<String>,
    /// For how many days the link is good
    #[arg(long, value_name = "DAYS", default_value_t = ConsentWish::USUAL_DAYS)]
    valid_days: u16,
    #[command(flatten)]
    ask: Ask,
}

/// What came of asking, and where the administrator is to be sent.
#[derive(Debug, Serialize)]
struct Invited {
    #[serde(flatten)]
    receipt: Receipt,
    link: Option<String>,
    permissions: Vec<String>,
    /// Whether the app's registration lists them.
    listed: bool,
}

pub(super) async fn ask(asked: Wanted, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.ask.msp)?;
    if config.public_url.is_none() {
        // Nobody could come back, so nobody is sent.
        return Err(ConsentError::NotConfigured.into());
    }
    let ground = Ground::of(config).await?;
    let consents = inviting(config, ground.consents.clone(), &*ground.vault).await?;
    let (tenant, permissions) = wanted(&asked, msp, &ground).await?;
    let wish = MoreWish {
        tenant,
        permissions,
        valid_days: asked.valid_days,
    };
    let done = consents.ask_more(msp, wish, asked.ask.context()?).await?;
    let stream = format!("{}/{tenant}", TenantConsent::TYPE);
    let receipt = command::receipt(msp, stream, done);
    let invited = invited(&consents, msp, tenant, receipt).await?;
    if output.json {
        output.document(&invited)?;
        return Ok(Exit::Ok);
    }
    command::print(&invited.receipt, output)?;
    if let Some(link) = &invited.link {
        if !invited.listed {
            say(
                "The app's registration was not seen to list it. Whoever registered the app adds this first:",
            );
            say(&invited.permissions.join(", "));
        }
        say("The administrator consents here, once:");
        output.line(link)?;
    }
    Ok(Exit::Ok)
}

async fn wanted(
    asked: &Wanted,
    msp: MspId,
    ground: &Ground,
) -> Result<(TenantId, Vec<PermissionName>), Failure> {
    match (&asked.approval, &asked.tenant, asked.permissions.as_slice()) {
        (Some(approval), None, []) => {
            let id: ApprovalId = approval.parse()?;
            Ok(ground.approvals.permissions_of(msp, id).await?)
        }
        (None, Some(tenant), [_, ..]) => {
            let names = asked.permissions.iter().map(|it| PermissionName::new(it));
            let names: Result<Vec<PermissionName>, _> = names.collect();
            Ok((tenant.parse()?, names?))
        }
        _ => Err(ConsentError::WishUnclear.into()),
    }
}

async fn invited(
    consents: &Consents,
    msp: MspId,
    tenant: TenantId,
    receipt: Receipt,
) -> Result<Invited, Failure> {
    let stands = consents.of(msp, tenant).await?;
    let open = match &stands {
        TenantConsent::Verified(connected) => Some(connected),
        TenantConsent::Unknown
        | TenantConsent::Asked(_)
        | TenantConsent::Verifying(_)
        | TenantConsent::Ended(_) => None,
    };
    let link = match open.map(|it| (it, &it.more)) {
        Some((connected, More::Asked(more))) => {
            Some(consents.address(&connected.invitation_of(msp, more))?)
        }
        _ => None,
    };
    let more = stands.more().and_then(More::asked);
    let names = more.map(|it| it.permissions.iter().map(ToString::to_string).collect());
    Ok(Invited {
        receipt,
        link,
        permissions: names.unwrap_or_default(),
        listed: more.is_some_and(|it| it.listed),
    })
}
