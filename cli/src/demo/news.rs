//! What an onboarding records, in words.

use tenantry_domain::onboarding::{OnboardingEvent, Setback};

use crate::output::Tone;
use tenantry_api::pages;

/// One thing that happened, if it is worth a line.
pub(super) fn of(event: &OnboardingEvent) -> Option<(Tone, String)> {
    use OnboardingEvent as E;
    let (plain, undone) = (Tone::Strong, Tone::Warning);
    let say = |tone, text: &str| Some((tone, text.to_owned()));
    match event {
        E::OnboardingStarted { attempt, .. } if *attempt > 1 => {
            Some((plain, format!("attempt {attempt} begins")))
        }
        E::ActiveRelationshipReused { name, .. } => Some((plain, format!("reuses “{name}”"))),
        E::UnfinishedRelationshipAdopted { name, .. } => {
            Some((plain, format!("goes on with “{name}”")))
        }
        E::RelationshipLocked { invitation, .. } => {
            let link = shortened(invitation);
            Some((plain, format!("invitation ready to send: {link}")))
        }
        E::RelationshipActivated { .. } => say(plain, "relationship active"),
        E::AssignmentFound { group, .. } => Some((plain, format!("{group} had its roles"))),
        E::AssignmentActivated { group, .. } => Some((plain, format!("{group}: roles in force"))),
        E::AppAuthorised { .. } => say(plain, "authorised our app"),
        E::AccessVerified { organization, .. } => Some((
            plain,
            format!("read through the new access: {organization}"),
        )),
        E::OnboardingActivated {} => say(Tone::Good, "ACTIVE"),
        E::StepDelayed { step, fault, .. } => {
            Some((Tone::Quiet, format!("later again: {step} ({})", fault.code)))
        }
        E::StepFailed { step, fault, .. } => {
            Some((Tone::Bad, format!("{} at: {step}", fault.code)))
        }
        E::CancellationRequested { reason, .. } => Some((undone, format!("called off: {reason}"))),
        E::AttentionNeeded { step, fault, .. } => Some((
            Tone::Bad,
            format!("needs attention: {step} ({})", fault.code),
        )),
        E::EffectNotFound { step, .. } => Some((undone, format!("undo: nothing came of: {step}"))),
        E::AppAccessWithdrawn { .. } => say(undone, "undo: took our app out"),
        E::AppAccessLeft { .. } => say(undone, "undo: our app is left for the customer to remove"),
        E::AssignmentRemoved { group, .. } => {
            Some((undone, format!("undo: took the roles from {group}")))
        }
        E::GroupDeleted { group, .. } => Some((undone, format!("undo: deleted group {group}"))),
        E::GroupKept { group, .. } => {
            Some((undone, format!("undo: others use group {group}: it stays")))
        }
        E::RelationshipDeleted { .. } => say(undone, "undo: deleted the relationship"),
        E::RelationshipTerminated { .. } => say(undone, "undo: the relationship is terminated"),
        E::RelationshipLeftToExpire { .. } => say(undone, "undo: the invitation expires by itself"),
        E::HoldReleased { .. } => say(undone, "undo: others may have the tenant"),
        E::OnboardingFailed { code, .. } => Some((Tone::Bad, failed(code))),
        E::OnboardingCancelled { reason } => Some((undone, format!("CANCELLED: {reason}"))),
        E::OnboardingAbandoned { reason, .. } => Some((Tone::Bad, format!("ABANDONED: {reason}"))),
        // The many steps between, and what comes after the end.
        _ => None,
    }
}

/// Reported when all is undone, and not before.
fn failed(code: &str) -> String {
    let why = Setback::ALL.iter().find(|it| it.code() == code);
    let why = why.map_or_else(String::new, |why| format!(": {}", why.sentence()));
    match pages::remedy(code) {
        Some(remedy) => format!("ERROR {code}{why}. {remedy}"),
        None => format!("ERROR {code}{why}"),
    }
}

/// A link as far as it tells one from another: nobody follows those of simulated clouds.
fn shortened(link: &str) -> String {
    let parts = link.split_once("://").map(|(_, rest)| rest);
    let host = parts.and_then(|rest| rest.split('/').next());
    let end = link.rsplit('/').next().unwrap_or_default();
    let end: String = end.chars().take(8).collect();
    format!("https://{}/…/{end}…", host.unwrap_or_default())
}
