//! MSPs whose work stands still, because of a fault that concerns all of it.

use serde::Serialize;
use tenantry_domain::ids::MspId;
use tenantry_domain::standstill::Standstill;
use tenantry_engine::commands::Engine;

use crate::failure::Failure;
use crate::installation;
use crate::moment;
use crate::output::plain;
use tenantry_api::pages;

#[derive(Debug, Serialize)]
pub(crate) struct Standing {
    pub(crate) msp: MspId,
    pub(crate) code: String,
    since: String,
    /// The cloud's own words.
    #[serde(skip_serializing_if = "String::is_empty")]
    detail: String,
    pub(crate) help: Option<String>,
    who_acts: Option<String>,
}

impl Standing {
    /// In one line, without what to do.
    pub(crate) fn line(&self) -> String {
        let (msp, since) = (self.msp, &self.since);
        format!(
            "all work for MSP {msp} stands still since {since} ({})",
            plain(&self.code)
        )
    }
}

/// Those that stand still now, of all that there are.
pub(crate) async fn standing(engine: &Engine) -> Result<Vec<Standing>, Failure> {
    let mut standing = Vec::new();
    for head in installation::heads(&**engine.ledger()).await? {
        let id = head.msp.to_string();
        let standstill = engine.load::<Standstill>(head.msp, &id).await?;
        if let Some((fault, since)) = standstill.cause {
            standing.push(Standing {
                msp: head.msp,
                since: moment::show(since),
                help: pages::remedy(&fault.code),
                who_acts: pages::who_acts(&fault.code),
                detail: fault.detail,
                code: fault.code,
            });
        }
    }
    Ok(standing)
}
