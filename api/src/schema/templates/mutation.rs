//! Defining templates and changing them.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::gdap_template::{
    DefineTemplate, GdapTemplate as Aggregate, GdapTemplateCommand, RenameTemplate, RetireTemplate,
    ReviseTemplate,
};
use tenantry_domain::ids::TemplateId;
use tenantry_domain::text::{Reason, TemplateName};
use tenantry_projections::gdap_templates;
use uuid::Uuid;

use super::object::GdapTemplate;
use super::terms::GdapTermsInput;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::Kind;
use crate::schema::told::{Receipt, Refused, Unmet, given, payload, user_errors};

user_errors! {
    /// Why a wish about a template was turned down.
    GdapTemplateUserError, GdapTemplateErrorCode {
        /// No such template is defined at this MSP.
        TemplateNotFound,
        /// A template with this id exists already, with another name or other terms, or retired.
        TemplateExists,
        /// The template is retired and changes no more.
        TemplateRetired,
        /// The terms were made from a version that is not the newest any more.
        TemplateVersionOutdated,
        /// Customers on older versions would have to approve anew, and that was not accepted.
        TemplateNeedsNewApprovals,
        /// There are no roles, or a group without one.
        TemplateRolesMissing,
        /// A group stands there twice.
        TemplateGroupTwice,
        /// A customer has 1 to 90 days to approve.
        TemplateApprovalDaysInvalid,
        /// An undoing calls for attention after 1 to 168 hours.
        TemplateAttentionHoursInvalid,
        /// Global Administrator is not asked for.
        GdapGlobalAdministratorRefused,
        /// There is no such role that a partner may ask for.
        GdapRoleUnknown,
        /// The partner cannot consent to the app with these roles.
        TemplateAppRoleMissing,
        /// A relationship lasts 1 to 730 days.
        GdapTermInvalid,
    }
}

/// A template to define.
#[derive(Debug, InputObject)]
pub(crate) struct GdapTemplateDefineInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// What people call it.
    name: String,
    /// What customers are asked for.
    terms: GdapTermsInput,
}

/// New terms of a template.
#[derive(Debug, InputObject)]
pub(crate) struct GdapTemplateReviseInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The template.
    id: ID,
    /// The version that these terms were made from: the newest, or somebody was faster.
    from_version: u32,
    /// What customers are asked for from now on.
    terms: GdapTermsInput,
    /// Whoever asks knows that customers on older versions have to approve anew.
    accept_new_approvals: Option<bool>,
}

/// A template, and the name it goes by from now on.
#[derive(Debug, InputObject)]
pub(crate) struct GdapTemplateRenameInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The template.
    id: ID,
    /// What people call it now.
    name: String,
}

/// A template to retire.
#[derive(Debug, InputObject)]
pub(crate) struct GdapTemplateRetireInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: String,
    /// The template.
    id: ID,
}

payload! {
    /// What came of defining a template.
    GdapTemplateDefinePayload {
        /// The template as it stands now.
        template: GdapTemplate, GdapTemplateUserError
    }
}
payload! {
    /// What came of revising a template.
    GdapTemplateRevisePayload {
        /// The template as it stands now.
        template: GdapTemplate, GdapTemplateUserError
    }
}
payload! {
    /// What came of renaming a template.
    GdapTemplateRenamePayload {
        /// The template as it stands now.
        template: GdapTemplate, GdapTemplateUserError
    }
}
payload! {
    /// What came of retiring a template.
    GdapTemplateRetirePayload {
        /// The template as it stands now.
        template: GdapTemplate, GdapTemplateUserError
    }
}

/// A command to one template, and how it is to be recorded.
struct Wish<'a> {
    id: Uuid,
    command: GdapTemplateCommand,
    key: &'a str,
    reason: Option<&'a str>,
}

async fn carry_out(
    desk: Desk<'_>,
    wish: Result<Wish<'_>, Unmet>,
) -> Result<(Receipt, Option<GdapTemplate>), Unmet> {
    let wish = wish?;
    let asked = desk.asked(wish.key, wish.reason)?;
    let done = desk
        .tell::<Aggregate>(wish.id.to_string(), wish.command, asked)
        .await?;
    let found = if desk
        .shows(done.receipt.position, &["gdap_templates"])
        .await?
    {
        let id = TemplateId::new(wish.id);
        gdap_templates::get(desk.projections(), desk.msp(), id)
            .await
            .map_err(Fault::from)?
    } else {
        None
    };
    Ok((done.into(), found.map(GdapTemplate)))
}

fn template(id: &ID) -> Result<Uuid, Unmet> {
    Ok(given(Kind::GdapTemplate, id, "id")?)
}

fn named(name: &str) -> Result<TemplateName, Unmet> {
    Ok(TemplateName::new(name).map_err(|error| Refused::from(error).at("name"))?)
}

#[derive(Debug, Default)]
pub(crate) struct GdapTemplateMutation;

#[Object]
impl GdapTemplateMutation {
    /// Defines a template. Roles: Tech, Admin. Event: `GdapTemplateDefined`. Asked again with the same
    /// idempotency key it answers as it did then.
    async fn gdap_template_define(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its name and its terms.")] input: GdapTemplateDefineInput,
    ) -> Result<GdapTemplateDefinePayload> {
        let desk = Desk::operating(ctx)?;
        let wish = || {
            let (name, terms) = (named(&input.name)?, input.terms.read()?);
            Ok(Wish {
                id: desk.id_of(&input.idempotency_key),
                command: GdapTemplateCommand::Define(DefineTemplate { name, terms }),
                key: &input.idempotency_key,
                reason: input.reason.as_deref(),
            })
        };
        Ok(GdapTemplateDefinePayload::told(
            carry_out(desk, wish()).await,
        )?)
    }

    /// Gives a template new terms, as its next version. Roles: Tech, Admin. Event:
    /// `GdapTemplateRevised`; none when the terms are the same. Asked again with the same idempotency
    /// key it answers as it did then.
    async fn gdap_template_revise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which template, and its new terms.")] input: GdapTemplateReviseInput,
    ) -> Result<GdapTemplateRevisePayload> {
        let desk = Desk::operating(ctx)?;
        let wish = || {
            let revise = ReviseTemplate {
                from_version: input.from_version,
                terms: input.terms.read()?,
                new_approvals_accepted: input.accept_new_approvals.unwrap_or_default(),
            };
            Ok(Wish {
                id: template(&input.id)?,
                command: GdapTemplateCommand::Revise(revise),
                key: &input.idempotency_key,
                reason: input.reason.as_deref(),
            })
        };
        Ok(GdapTemplateRevisePayload::told(
            carry_out(desk, wish()).await,
        )?)
    }

    /// Gives a template another name. Roles: Tech, Admin. Event: `GdapTemplateRenamed`; none when it
    /// goes by that name already. Asked again with the same idempotency key it answers as it did
    /// then.
    async fn gdap_template_rename(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which template, and its name.")] input: GdapTemplateRenameInput,
    ) -> Result<GdapTemplateRenamePayload> {
        let desk = Desk::operating(ctx)?;
        let wish = || {
            Ok(Wish {
                id: template(&input.id)?,
                command: GdapTemplateCommand::Rename(RenameTemplate {
                    name: named(&input.name)?,
                }),
                key: &input.idempotency_key,
                reason: input.reason.as_deref(),
            })
        };
        Ok(GdapTemplateRenamePayload::told(
            carry_out(desk, wish()).await,
        )?)
    }

    /// Retires a template: it is used for nothing new, and customers that have it keep it. Roles:
    /// Tech, Admin. Event: `GdapTemplateRetired`. Asked again with the same idempotency key it answers
    /// as it did then.
    async fn gdap_template_retire(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which template, and why.")] input: GdapTemplateRetireInput,
    ) -> Result<GdapTemplateRetirePayload> {
        let desk = Desk::operating(ctx)?;
        let wish = || {
            let reason =
                Reason::new(&input.reason).map_err(|error| Refused::from(error).at("reason"))?;
            Ok(Wish {
                id: template(&input.id)?,
                command: GdapTemplateCommand::Retire(RetireTemplate { reason }),
                key: &input.idempotency_key,
                reason: Some(&input.reason),
            })
        };
        Ok(GdapTemplateRetirePayload::told(
            carry_out(desk, wish()).await,
        )?)
    }
}
