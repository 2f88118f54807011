//! What can be asked for on the MSP's own side, as it is typed.

use clap::Args;
use tenantry_domain::approval::Operation;
use tenantry_domain::matching::Score;
use tenantry_domain::text::PreviewToken;
use tenantry_engine::approvals::OperationWish;

use super::request::Asking;
use crate::failure::Failure;
use crate::mapping::told::score;

#[derive(Debug, Args)]
pub(crate) struct Archive {
    /// The customer
    customer: String,
    #[command(flatten)]
    pub(super) asking: Asking,
}

#[derive(Debug, Args)]
pub(crate) struct Vendor {
    /// The connection's id
    connection: String,
    #[command(flatten)]
    pub(super) asking: Asking,
}

#[derive(Debug, Args)]
pub(crate) struct Partner {
    #[command(flatten)]
    pub(super) asking: Asking,
}

#[derive(Debug, Args)]
pub(crate) struct Consent {
    /// The customer's tenant, as Microsoft names it
    tenant: String,
    /// The customer
    #[arg(long, value_name = "ID")]
    customer: String,
    #[command(flatten)]
    pub(super) asking: Asking,
}

#[derive(Debug, Args)]
pub(crate) struct Ending {
    /// The customer's tenant, as Microsoft names it
    tenant: String,
    /// The customer
    #[arg(long, value_name = "ID")]
    customer: String,
    #[command(flatten)]
    pub(super) asking: Asking,
}

#[derive(Debug, Args)]
pub(crate) struct Transfer {
    /// The tenant, as Microsoft names it
    tenant: String,
    /// The number of the request, as `transfers show` says
    number: u32,
    #[command(flatten)]
    pub(super) asking: Asking,
}

#[derive(Debug, Args)]
pub(crate) struct Matches {
    /// The token that `mapping preview` printed for the same score and connection
    token: String,
    /// From this score on: 0.00 to 1.00
    #[arg(long, value_name = "SCORE", value_parser = score)]
    above: Score,
    /// Only records of this connection
    #[arg(long, value_name = "ID")]
    connection: Option<String>,
    #[command(flatten)]
    pub(super) asking: Asking,
}

/// They name nobody, so there is nothing to be sealed.
type Wish = Result<OperationWish, Failure>;

impl Archive {
    pub(super) fn wish(&self) -> Wish {
        Ok(OperationWish::Sealed(Operation::ArchiveCustomer {
            customer_id: self.customer.parse()?,
        }))
    }
}

impl Vendor {
    pub(super) fn wish(&self) -> Wish {
        Ok(OperationWish::Sealed(Operation::DisconnectVendor {
            connection_id: self.connection.parse()?,
        }))
    }
}

impl Partner {
    pub(super) fn wish() -> OperationWish {
        OperationWish::Sealed(Operation::DisconnectPartner {})
    }
}

impl Consent {
    pub(super) fn wish(&self) -> Wish {
        Ok(OperationWish::Sealed(Operation::WithdrawConsent {
            customer_id: self.customer.parse()?,
            tenant_id: self.tenant.parse()?,
        }))
    }
}

impl Ending {
    pub(super) fn wish(&self) -> Wish {
        Ok(OperationWish::Sealed(Operation::EndAccess {
            customer_id: self.customer.parse()?,
            tenant_id: self.tenant.parse()?,
        }))
    }
}

impl Transfer {
    pub(super) fn wish(&self) -> Wish {
        Ok(OperationWish::Sealed(Operation::ApproveTransfer {
            tenant_id: self.tenant.parse()?,
            transfer: self.number,
        }))
    }
}

impl Matches {
    pub(super) fn wish(&self) -> Wish {
        let connection = self.connection.as_deref();
        Ok(OperationWish::Sealed(Operation::AcceptMatches {
            connection_id: connection.map(str::parse).transpose()?,
            above: self.above.hundredths(),
            preview: PreviewToken::new(&self.token)?,
        }))
    }
}
