//! Values, as far as whoever asks may read them.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, Object, Result};
use tenantry_domain::approval::Shown;
use tenantry_domain::ids::CustomerId;
use tenantry_domain::personal::{Opened, Sealed};
use tenantry_domain::role::Right;

use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::loaders::{PersonalKey, Shelf, shared};

/// Whether a value can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum ApprovalValueStanding {
    /// There is none.
    Nothing,
    /// It is about no person.
    Plain,
    /// It is about a person, and whoever asks may read it.
    Personal,
    /// It is about a person, and whoever asks may not read it.
    Withheld,
    /// It was about a person. The key that it was sealed with was erased, and nobody reads it any more.
    Erased,
}

#[derive(Debug, Clone)]
pub(crate) struct ApprovalValue {
    shown: Shown,
    /// Whose key opens it.
    customer: Option<CustomerId>,
}

/// What can be read of it.
struct Sight {
    standing: ApprovalValueStanding,
    text: Option<String>,
}

impl ApprovalValue {
    pub(crate) fn of(shown: &Shown, customer: Option<CustomerId>) -> Self {
        Self {
            shown: shown.clone(),
            customer,
        }
    }

    pub(crate) fn sealed(sealed: &Sealed, customer: CustomerId) -> Self {
        Self {
            shown: Shown::Personal(sealed.clone()),
            customer: Some(customer),
        }
    }

    async fn read(&self, ctx: &Context<'_>) -> Result<Sight, Fault> {
        let (standing, text) = match &self.shown {
            Shown::Nothing => (ApprovalValueStanding::Nothing, None),
            Shown::Plain(text) => {
                let text = text.as_str().to_owned();
                (ApprovalValueStanding::Plain, Some(text))
            }
            Shown::Personal(sealed) => return self.open(ctx, sealed).await,
        };
        Ok(Sight { standing, text })
    }

    async fn open(&self, ctx: &Context<'_>, sealed: &Sealed) -> Result<Sight, Fault> {
        let desk = Desk::reading(ctx)?;
        if !desk.errand.principal.has(Right::Audit) {
            return Ok(Sight {
                standing: ApprovalValueStanding::Withheld,
                text: None,
            });
        }
        let opened = match self.customer {
            Some(customer) => {
                let shelves: &DataLoader<Shelf> = ctx.data_opt().ok_or_else(Fault::nobody)?;
                let sealed = sealed.clone();
                let key = PersonalKey { customer, sealed };
                shelves.load_one(key).await.map_err(shared)?
            }
            None => None,
        };
        Ok(match opened {
            Some(Opened::Text(text)) => Sight {
                standing: ApprovalValueStanding::Personal,
                text: Some(text.to_string()),
            },
            Some(Opened::Erased) | None => Sight {
                standing: ApprovalValueStanding::Erased,
                text: None,
            },
        })
    }
}

/// A value that may be personal data of a customer's people. That is told to those who work with the record:
/// Tech, Admin, Auditor.
#[Object]
impl ApprovalValue {
    /// The value. Nothing where `standing` says why.
    async fn text(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.read(ctx).await?.text)
    }

    /// Whether it can be read.
    async fn standing(&self, ctx: &Context<'_>) -> Result<ApprovalValueStanding> {
        Ok(self.read(ctx).await?.standing)
    }
}
