//! What can be asked for users of customers' tenants, as it is typed.

use std::collections::BTreeSet;

use clap::Args;
use tenantry_domain::cloud::directory::SkuId;
use tenantry_domain::country::Country;
use tenantry_domain::ids::MalformedId;
use tenantry_engine::approvals::{
    AccountWish, AnyPersonText, NewUserWish, OperationWish, PersonText, UserWish,
};

use super::request::Asking;
use crate::failure::Failure;

/// In which tenant, and whose that is.
#[derive(Debug, Args)]
pub(crate) struct Place {
    /// The customer
    #[arg(long, value_name = "ID")]
    pub(super) customer: String,
    /// The customer's tenant, as Microsoft names it
    #[arg(long, value_name = "TENANT")]
    pub(super) tenant: String,
}

/// Somebody who is there already.
#[derive(Debug, Args)]
pub(crate) struct Somebody {
    /// The user: what they sign in as, or Microsoft's id
    user: String,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// What the user is to sign in as, such as ada@contoso.example
    name: String,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    texts: Texts,
    /// In which country licences are used, by its two letters
    #[arg(long, value_name = "COUNTRY")]
    usage_location: String,
    /// A licence, by Microsoft's id of the product; once for each
    #[arg(long = "licence", value_name = "SKU")]
    licences: Vec<String>,
    #[command(flatten)]
    pub(super) asking: Asking,
}

/// Who it is.
#[derive(Debug, Args)]
struct Texts {
    /// What people are to read
    #[arg(long, value_name = "TEXT")]
    display_name: String,
    /// The given name
    #[arg(long, value_name = "TEXT")]
    given_name: Option<String>,
    /// The surname
    #[arg(long, value_name = "TEXT")]
    surname: Option<String>,
    /// The job title
    #[arg(long, value_name = "TEXT")]
    job_title: Option<String>,
    /// The department
    #[arg(long, value_name = "TEXT")]
    department: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Disable {
    #[command(flatten)]
    somebody: Somebody,
    /// Take the licences after so many days, 365 at most; 0 is at once [default: they stay]
    #[arg(long, value_name = "DAYS")]
    remove_licences_after_days: Option<u16>,
    #[command(flatten)]
    pub(super) asking: Asking,
}

#[derive(Debug, Args)]
pub(crate) struct Enable {
    #[command(flatten)]
    somebody: Somebody,
    #[command(flatten)]
    pub(super) asking: Asking,
}

#[derive(Debug, Args)]
pub(crate) struct Assign {
    #[command(flatten)]
    somebody: Somebody,
    /// A licence, by Microsoft's id of the product; once for each
    #[arg(long = "licence", value_name = "SKU", required = true)]
    licences: Vec<String>,
    /// In which country they are used, where the account does not say so yet
    #[arg(long, value_name = "COUNTRY")]
    usage_location: Option<String>,
    #[command(flatten)]
    pub(super) asking: Asking,
}

#[derive(Debug, Args)]
pub(crate) struct Remove {
    #[command(flatten)]
    somebody: Somebody,
    /// A licence, by Microsoft's id of the product; once for each
    #[arg(long = "licence", value_name = "SKU", required = true)]
    licences: Vec<String>,
    #[command(flatten)]
    pub(super) asking: Asking,
}

impl Somebody {
    fn account(&self) -> Result<AccountWish, Failure> {
        Ok(AccountWish {
            customer: self.place.customer.parse()?,
            tenant: self.place.tenant.parse()?,
            user: user(&self.user)?,
        })
    }
}

impl Create {
    pub(super) fn wish(&self) -> Result<OperationWish, Failure> {
        let texts = &self.texts;
        let maybe = |what: AnyPersonText, text: &Option<String>| {
            text.as_deref().map(|it| what.of(it)).transpose()
        };
        let display_name: PersonText = AnyPersonText::DisplayName.of(&texts.display_name)?;
        Ok(OperationWish::CreateUser(Box::new(NewUserWish {
            customer: self.place.customer.parse()?,
            tenant: self.place.tenant.parse()?,
            name: self.name.parse()?,
            display_name,
            given_name: maybe(AnyPersonText::GivenName, &texts.given_name)?,
            surname: maybe(AnyPersonText::Surname, &texts.surname)?,
            job_title: maybe(AnyPersonText::JobTitle, &texts.job_title)?,
            department: maybe(AnyPersonText::Department, &texts.department)?,
            usage_location: self.usage_location.parse()?,
            licences: licences(&self.licences)?,
        })))
    }
}

impl Disable {
    pub(super) fn wish(&self) -> Result<OperationWish, Failure> {
        Ok(OperationWish::DisableUser {
            account: self.somebody.account()?,
            remove_licences_after_days: self.remove_licences_after_days,
        })
    }
}

impl Enable {
    pub(super) fn wish(&self) -> Result<OperationWish, Failure> {
        let account = self.somebody.account()?;
        Ok(OperationWish::EnableUser { account })
    }
}

impl Assign {
    pub(super) fn wish(&self) -> Result<OperationWish, Failure> {
        let location = self.usage_location.as_deref();
        Ok(OperationWish::AssignLicences {
            account: self.somebody.account()?,
            licences: licences(&self.licences)?,
            usage_location: location.map(str::parse::<Country>).transpose()?,
        })
    }
}

impl Remove {
    pub(super) fn wish(&self) -> Result<OperationWish, Failure> {
        Ok(OperationWish::RemoveLicences {
            account: self.somebody.account()?,
            licences: licences(&self.licences)?,
        })
    }
}

/// An id, or the name that somebody signs in with.
pub(super) fn user(text: &str) -> Result<UserWish, Failure> {
    if let Ok(id) = text.parse() {
        return Ok(UserWish::Id(id));
    }
    Ok(UserWish::Name(text.parse()?))
}

pub(crate) fn licences<T: AsRef<str>>(texts: &[T]) -> Result<BTreeSet<SkuId>, Failure> {
    let licence = |text: &T| {
        let text = text.as_ref().trim();
        text.parse::<SkuId>().map_err(|_| MalformedId {
            kind: "id of a licence",
            text: text.chars().take(80).collect(),
        })
    };
    Ok(texts.iter().map(licence).collect::<Result<_, _>>()?)
}
