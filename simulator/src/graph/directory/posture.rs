//! How safe a tenant is set up: scores, security defaults, ways of signing in.

use super::ask::{Answered, Ask};
use super::office::Office;
use super::query::Shape;
use super::user_rows;
use crate::directory::Allowance;
use crate::journal::Act;
use crate::wire::Reply;
use jiff::SignedDuration;
use serde_json::{Value, json};

const SCORES: &[&str] = &["SecurityEvents.Read.All"];
const SCORES_PER_MINUTE: Allowance = Allowance {
    name: "secure scores",
    units: 150,
    seconds: 60,
};
const AUDITS: Allowance = Allowance {
    name: "audit reports",
    units: 5,
    seconds: 10,
};
/// So many days are kept.
const DAYS: usize = 90;

const SCORE: Shape = Shape {
    usual_page: DAYS,
    ..Shape::new(
        "secureScore",
        "security/secureScores",
        &[
            "id",
            "azureTenantId",
            "createdDateTime",
            "currentScore",
            "maxScore",
            "activeUserCount",
            "licensedUserCount",
            "enabledServices",
            "averageComparativeScores",
            "controlScores",
        ],
    )
};
const PROFILE: Shape = Shape {
    filterable: &["id", "controlCategory"],
    ..Shape::new(
        "secureScoreControlProfile",
        "security/secureScoreControlProfiles",
        &[
            "id",
            "azureTenantId",
            "title",
            "controlCategory",
            "maxScore",
            "service",
            "actionType",
            "rank",
            "tier",
            "deprecated",
            "remediation",
            "userImpact",
            "implementationCost",
        ],
    )
};
const REGISTRATION: Shape = Shape {
    filterable: &["id", "isMfaRegistered", "isAdmin", "userPrincipalName"],
    ..Shape::new(
        "userRegistrationDetails",
        "reports/authenticationMethods/userRegistrationDetails",
        &[
            "id",
            "userPrincipalName",
            "userDisplayName",
            "userType",
            "isAdmin",
            "isMfaRegistered",
            "isMfaCapable",
            "isSsprRegistered",
            "isPasswordlessCapable",
            "methodsRegistered",
            "lastUpdatedDateTime",
        ],
    )
};

/// Name, category, most points, title.
const CONTROLS: [(&str, &str, u32, &str); 5] = [
    (
        "AdminMFAV2",
        "Identity",
        10,
        "Ensure multifactor authentication for administrative roles",
    ),
    (
        "MFARegistrationV2",
        "Identity",
        9,
        "Ensure multifactor authentication for all users",
    ),
    (
        "BlockLegacyAuthentication",
        "Identity",
        8,
        "Block legacy authentication",
    ),
    (
        "mip_sensitivitylabelspolicies",
        "Data",
        5,
        "Publish sensitivity labels",
    ),
    ("exo_mailboxaudit", "Apps", 5, "Audit mailboxes"),
];

pub(super) fn answer(ask: &mut Ask<'_>, path: &[&str]) -> Option<Answered> {
    const DEFAULTS: &str = "identitySecurityDefaultsEnforcementPolicy";
    Some(match (ask.method(), path) {
        ("GET", ["security", "secureScores"]) => scores(ask),
        ("GET", ["security", "secureScoreControlProfiles"]) => profiles(ask),
        ("GET", ["policies", name]) if *name == DEFAULTS => security_defaults(ask),
        ("PATCH", ["policies", name]) if *name == DEFAULTS => switch_security_defaults(ask),
        ("GET", ["policies", "authenticationMethodsPolicy"]) => ways_of_signing_in(ask),
        (
            "GET",
            [
                "reports",
                "authenticationMethods",
                "userRegistrationDetails",
            ],
        ) => registrations(ask),
        _ => return None,
    })
}

/// A row per day, newest first; `$top` counts days.
fn scores(ask: &mut Ask<'_>) -> Answered {
    ask.admit(SCORES, Office::SecurityReaders)?;
    ask.spend(SCORES_PER_MINUTE, true)?;
    let now = ask.now;
    let tenant = ask.caller.tenant;
    ask.list(&SCORE, DAYS, |ask, place| {
        let day = i64::try_from(place).ok()?;
        let at = now
            .saturating_sub(SignedDuration::from_hours(24 * day))
            .ok()?;
        let users = ask.contents().users;
        let left = f64::from(u32::try_from(DAYS - place).ok()?) / 90.0;
        let reached = |most: u32| (f64::from(most) * left).floor();
        let controls: Vec<Value> = CONTROLS
            .iter()
            .map(|(name, category, most, _)| {
                json!({"controlName": name, "controlCategory": category,
                    "score": reached(*most)})
            })
            .collect();
        let score: f64 = controls
            .iter()
            .filter_map(|control| control["score"].as_f64())
            .sum();
        let most: u32 = CONTROLS.iter().map(|(_, _, most, _)| most).sum();
        let row = json!({
            "id": format!("{tenant}_{}", at.strftime("%Y-%m-%d")),
            "azureTenantId": tenant,
            "createdDateTime": at.strftime("%Y-%m-%dT00:00:00Z").to_string(),
            "currentScore": score,
            "maxScore": most,
            "activeUserCount": users * 7 / 10,
            "licensedUserCount": users * 8 / 10,
            "enabledServices": ["HasExchange", "HasSharePoint"],
            "averageComparativeScores": [{"basis": "AllTenants", "averageScore": 12.5}],
            "controlScores": controls,
        });
        Some(row)
    })
}

fn profiles(ask: &mut Ask<'_>) -> Answered {
    ask.admit(SCORES, Office::SecurityReaders)?;
    let tenant = ask.caller.tenant;
    ask.list(&PROFILE, CONTROLS.len(), |_, place| {
        let (name, category, most, title) = CONTROLS.get(place)?;
        let row = json!({
            "id": name, "azureTenantId": tenant, "title": title, "controlCategory": category,
            "maxScore": most, "service": "AzureAD", "actionType": "Config", "rank": place + 1,
            "tier": "Core", "deprecated": false, "remediation": "Open the admin center.",
            "userImpact": "Low", "implementationCost": "Low",
        });
        Some(row)
    })
}

const POLICIES: &[&str] = &["Policy.Read.All"];

fn security_defaults(ask: &mut Ask<'_>) -> Answered {
    ask.admit(POLICIES, Office::PolicyReaders)?;
    let row = json!({
        "id": "00000000-0000-0000-0000-000000000005",
        "displayName": "Security Defaults",
        "description": "Basic protection for every sign-in.",
        "isEnabled": ask.contents().security_defaults,
    });
    Ok(ask.thing(
        200,
        "policies/identitySecurityDefaultsEnforcementPolicy",
        &row,
    ))
}

fn switch_security_defaults(ask: &mut Ask<'_>) -> Answered {
    ask.admit(&["Policy.ReadWrite.SecurityDefaults"], Office::Policies)?;
    let on = ask.fields()?.get("isEnabled").and_then(Value::as_bool);
    let on = on.ok_or_else(|| ask.bad("The property isEnabled is required."))?;
    let enforced = ask
        .directory()
        .holdings
        .policies
        .iter()
        .any(|policy| policy["state"] == "enabled");
    if on && enforced {
        let text = "Conditional Access policies are enabled in the tenant. Disable them first.";
        return Err(ask.bad(text));
    }
    ask.changing()?.0.contents.security_defaults = on;
    ask.did(Act::Changed, "securityDefaults", ask.id().to_string());
    Ok(Reply::empty(204))
}

fn ways_of_signing_in(ask: &mut Ask<'_>) -> Answered {
    ask.admit(POLICIES, Office::PolicyReaders)?;
    let ways = [
        ("MicrosoftAuthenticator", "enabled"),
        ("Fido2", "disabled"),
        ("Sms", "enabled"),
    ];
    let ways = ways.map(|(id, state)| json!({"id": id, "state": state, "excludeTargets": []}));
    let row = json!({
        "id": "authenticationMethodsPolicy",
        "displayName": "Authentication Methods Policy",
        "policyVersion": "1.5",
        "authenticationMethodConfigurations": ways,
    });
    Ok(ask.thing(200, "policies/authenticationMethodsPolicy", &row))
}

/// Who registered what; a report, and only with P1.
fn registrations(ask: &mut Ask<'_>) -> Answered {
    ask.admit(&["AuditLog.Read.All"], Office::Reports)?;
    if !ask.contents().p1 {
        return Err(ask.premium_missing());
    }
    ask.spend(AUDITS, true)?;
    let places = ask.directory().crowd.users as usize;
    let now = ask.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    ask.list(&REGISTRATION, places, |ask, place| {
        let user = user_rows::row(ask, place)?;
        let second = place % 4 != 0;
        let methods: &[&str] = if second {
            &["microsoftAuthenticatorPush"]
        } else {
            &[]
        };
        let guest = user["userType"] == "Guest";
        let row = json!({
            "id": user["id"], "userPrincipalName": user["userPrincipalName"],
            "userDisplayName": user["displayName"],
            "userType": if guest { "guest" } else { "member" }, "isAdmin": false,
            "isMfaRegistered": second, "isMfaCapable": second,
            "isSsprRegistered": second, "isPasswordlessCapable": false,
            "methodsRegistered": methods, "lastUpdatedDateTime": now,
        });
        Some(row)
    })
}
