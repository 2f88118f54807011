//! Which vendors there are, and what each is opened with.

use async_graphql::{Enum, Object, SimpleObject};
use tenantry_domain::cloud::vendor::{
    Input, InputKind as Entered, System, UnknownVendor, Vendor as Known,
};

use super::reading::RecordKind;
use crate::schema::fault::Fault;

/// What a vendor's system is to an MSP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "System")]
pub(crate) enum VendorSystem {
    /// Who is billed for what.
    Psa,
    /// Which devices there are.
    Rmm,
    /// What is known about a customer.
    Documentation,
    /// What was bought for whom.
    Distributor,
}

/// What becomes of what is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Entered")]
pub(crate) enum VendorInputKind {
    /// On record, and shown.
    Setting,
    /// As a setting, and may be left out.
    OptionalSetting,
    /// Goes into the vault, and is never shown again.
    Secret,
}

/// What has to be entered to connect a vendor.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct VendorInputField {
    /// Under which it is given.
    name: &'static str,
    /// What becomes of it.
    kind: VendorInputKind,
    /// What it is, for whoever enters it.
    about: &'static str,
}

impl From<&'static Input> for VendorInputField {
    fn from(input: &'static Input) -> Self {
        Self {
            name: input.name,
            kind: input.kind.into(),
            about: input.about,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Vendor(pub(crate) Known);

/// A vendor whose system can be read.
#[Object]
impl Vendor {
    /// Its word for programs, such as `datto-rmm`. There will be more.
    async fn word(&self) -> &'static str {
        self.0.as_str()
    }

    /// Its name for people.
    async fn title(&self) -> &'static str {
        self.0.title()
    }

    /// What its system is to an MSP.
    async fn system(&self) -> VendorSystem {
        self.0.system().into()
    }

    /// What has to be entered to connect it.
    async fn inputs(&self) -> Vec<VendorInputField> {
        self.0.inputs().iter().map(Into::into).collect()
    }

    /// The kinds of records it has, in the order in which they are read.
    async fn kinds(&self) -> Vec<RecordKind> {
        self.0.reads().iter().copied().map(Into::into).collect()
    }

    /// Whether one customer may have several accounts in one such system.
    async fn allows_several(&self) -> bool {
        self.0.system().allows_several()
    }
}

/// The vendor of a word in an argument.
pub(crate) fn vendor(word: &str) -> Result<Known, Fault> {
    let unknown = |error: UnknownVendor| Fault::input(UnknownVendor::CODE, error.to_string());
    word.parse().map_err(unknown)
}
