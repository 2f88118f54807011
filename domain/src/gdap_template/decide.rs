//! One function per command: already done, then refusals, then events.

use super::{
    Consequence, DefineTemplate, Defined, GdapTemplate, GdapTemplateEvent, GdapTemplateRefusal,
    RenameTemplate, RetireTemplate, ReviseTemplate, Terms,
};
use crate::aggregate::Decision;

type Outcome = Result<Decision<GdapTemplateEvent>, GdapTemplateRefusal>;

pub(super) fn define(template: &GdapTemplate, command: &DefineTemplate) -> Outcome {
    match template {
        GdapTemplate::Defined(known)
            if known.name == command.name && says(known, &command.terms) =>
        {
            Ok(Decision::AlreadyDone)
        }
        GdapTemplate::Defined(_) | GdapTemplate::Retired(_) => {
            Err(GdapTemplateRefusal::TemplateExists)
        }
        GdapTemplate::Unknown => {
            command.terms.check()?;
            Ok(Decision::record(GdapTemplateEvent::GdapTemplateDefined {
                name: command.name.clone(),
                terms: command.terms.clone(),
            }))
        }
    }
}

pub(super) fn revise(template: &GdapTemplate, command: &ReviseTemplate) -> Outcome {
    let known = active(template)?;
    if says(known, &command.terms) {
        return Ok(Decision::AlreadyDone);
    }
    command.terms.check()?;
    let Some((newest, terms)) = known.latest() else {
        return Err(GdapTemplateRefusal::TemplateNotFound);
    };
    if command.from_version != newest {
        return Err(GdapTemplateRefusal::TemplateVersionOutdated {
            from: command.from_version,
            newest,
        });
    }
    let change = terms.compare(&command.terms);
    if change.needs_new_approval() && !command.new_approvals_accepted {
        return Err(GdapTemplateRefusal::TemplateNeedsNewApprovals {
            change: Box::new(change),
        });
    }
    Ok(Decision::record(GdapTemplateEvent::GdapTemplateRevised {
        version: newest.saturating_add(1),
        terms: command.terms.clone(),
    }))
}

pub(super) fn rename(template: &GdapTemplate, command: &RenameTemplate) -> Outcome {
    let known = active(template)?;
    if known.name == command.name {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::record(GdapTemplateEvent::GdapTemplateRenamed {
        from: known.name.clone(),
        to: command.name.clone(),
    }))
}

pub(super) fn retire(template: &GdapTemplate, command: &RetireTemplate) -> Outcome {
    match template {
        GdapTemplate::Retired(_) => Ok(Decision::AlreadyDone),
        GdapTemplate::Unknown => Err(GdapTemplateRefusal::TemplateNotFound),
        GdapTemplate::Defined(_) => Ok(Decision::record(GdapTemplateEvent::GdapTemplateRetired {
            reason: command.reason.clone(),
        })),
    }
}

/// Whether these are the newest terms already, in whatever order they are written.
fn says(known: &Defined, terms: &Terms) -> bool {
    let newest = known.latest();
    newest.is_some_and(|(_, it)| it.compare(terms).consequence == Consequence::Nothing)
}

fn active(template: &GdapTemplate) -> Result<&Defined, GdapTemplateRefusal> {
    match template {
        GdapTemplate::Unknown => Err(GdapTemplateRefusal::TemplateNotFound),
        GdapTemplate::Retired(_) => Err(GdapTemplateRefusal::TemplateRetired),
        GdapTemplate::Defined(known) => Ok(known),
    }
}
