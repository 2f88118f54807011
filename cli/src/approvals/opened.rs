//! Values as whoever sits here reads them: who it is about is opened, where the customer's key is there.

use serde::Serialize;
use tenantry_domain::approval::Shown;
use tenantry_domain::ids::{CustomerId, MspId};
use tenantry_domain::personal::{Opened, PersonalData, Sealed};

use crate::failure::Failure;
use crate::output::plain;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", content = "text", rename_all = "snake_case")]
pub(crate) enum Value {
    Nothing,
    /// It is about no person.
    Plain(String),
    Personal(String),
    /// The key that it was sealed with is gone.
    Erased,
}

impl Value {
    /// For people.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Nothing => "-".to_owned(),
            Self::Plain(text) | Self::Personal(text) => plain(text),
            Self::Erased => "(erased)".to_owned(),
        }
    }
}

/// Opens what was sealed for one customer.
pub(crate) struct Opener<'a> {
    personal: &'a dyn PersonalData,
    msp: MspId,
    customer: Option<CustomerId>,
}

impl<'a> Opener<'a> {
    pub(crate) fn new(
        personal: &'a dyn PersonalData,
        msp: MspId,
        customer: Option<CustomerId>,
    ) -> Self {
        Self {
            personal,
            msp,
            customer,
        }
    }

    pub(super) async fn value(&self, shown: &Shown) -> Result<Value, Failure> {
        match shown {
            Shown::Nothing => Ok(Value::Nothing),
            Shown::Plain(text) => Ok(Value::Plain(text.as_str().to_owned())),
            Shown::Personal(sealed) => self.open(sealed).await,
        }
    }

    pub(super) async fn open(&self, sealed: &Sealed) -> Result<Value, Failure> {
        let Some(customer) = self.customer else {
            return Ok(Value::Erased);
        };
        let opened = self.personal.open(self.msp, customer, sealed).await?;
        Ok(match opened {
            Opened::Text(text) => Value::Personal(text.to_string()),
            Opened::Erased => Value::Erased,
        })
    }
}
