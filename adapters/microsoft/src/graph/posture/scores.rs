//! Scores, security defaults, and how people prove who they are.

use super::{MANY, TenantPosture, licensed};
use crate::graph::client::GraphRequest;
use crate::graph::paging::Page;
use async_trait::async_trait;
use jiff::Timestamp;
use serde::Deserialize;
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::cloud::posture::{
    ControlProfile, ControlScore, Licensed, Posture, Registration, SecureScore,
};
use tenantry_domain::cloud::{Bookmark, CloudFault, Portion, TenantId};
use uuid::Uuid;

const SCORE: [&str; 6] = [
    "createdDateTime",
    "currentScore",
    "maxScore",
    "activeUserCount",
    "licensedUserCount",
    "controlScores",
];
const PROFILE: [&str; 4] = ["id", "title", "controlCategory", "maxScore"];
const REGISTRATION: [&str; 4] = [
    "id",
    "isMfaRegistered",
    "isPasswordlessCapable",
    "methodsRegistered",
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ScoreRow {
    created_date_time: Timestamp,
    current_score: f64,
    max_score: f64,
    #[serde(default)]
    active_user_count: u32,
    #[serde(default)]
    licensed_user_count: u32,
    #[serde(default)]
    control_scores: Vec<ControlRow>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ControlRow {
    control_name: String,
    #[serde(default)]
    control_category: String,
    #[serde(default)]
    score: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProfileRow {
    id: String,
    title: Option<String>,
    control_category: Option<String>,
    max_score: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Defaults {
    is_enabled: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Methods {
    #[serde(default)]
    authentication_method_configurations: Vec<Method>,
}

#[derive(Deserialize)]
struct Method {
    id: String,
    state: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RegistrationRow {
    id: Uuid,
    #[serde(default)]
    is_mfa_registered: bool,
    #[serde(default)]
    is_passwordless_capable: bool,
    #[serde(default)]
    methods_registered: Vec<String>,
}

#[async_trait]
impl Posture for TenantPosture {
    async fn secure_score(&self, tenant: TenantId) -> Result<Option<SecureScore>, CloudFault> {
        // The page says that there are more: those are the days before.
        let request = GraphRequest::get("/security/secureScores")
            .query("$top", "1")
            .select(&SCORE);
        let page: Page<ScoreRow> = self.graph.read(self.at(tenant), request).await?;
        let control = |row: ControlRow| ControlScore {
            name: row.control_name,
            category: row.control_category,
            score: row.score,
        };
        Ok(page.rows.into_iter().next().map(|row| SecureScore {
            taken_at: row.created_date_time,
            current: row.current_score,
            max: row.max_score,
            active_users: row.active_user_count,
            licensed_users: row.licensed_user_count,
            controls: row.control_scores.into_iter().map(control).collect(),
        }))
    }

    async fn control_profiles(&self, tenant: TenantId) -> Result<Vec<ControlProfile>, CloudFault> {
        let request = GraphRequest::get("/security/secureScoreControlProfiles")
            .query("$top", "999")
            .select(&PROFILE);
        let rows: Vec<ProfileRow> = self.graph.pages(self.at(tenant), request).all(MANY).await?;
        let profile = |row: ProfileRow| ControlProfile {
            name: row.id,
            title: row.title.unwrap_or_default(),
            category: row.control_category.unwrap_or_default(),
            max: row.max_score.unwrap_or_default(),
        };
        Ok(rows.into_iter().map(profile).collect())
    }

    async fn security_defaults(&self, tenant: TenantId) -> Result<bool, CloudFault> {
        let request = GraphRequest::get("/policies/identitySecurityDefaultsEnforcementPolicy");
        let row: Defaults = self.graph.read(self.at(tenant), request).await?;
        Ok(row.is_enabled)
    }

    async fn sign_in_methods(&self, tenant: TenantId) -> Result<Vec<String>, CloudFault> {
        let request = GraphRequest::get("/policies/authenticationMethodsPolicy");
        let row: Methods = self.graph.read(self.at(tenant), request).await?;
        let on = row
            .authentication_method_configurations
            .into_iter()
            .filter(|method| method.state == "enabled");
        Ok(on.map(|method| method.id).collect())
    }

    async fn registrations(
        &self,
        tenant: TenantId,
        from: Option<&Bookmark>,
    ) -> Result<Licensed<Portion<Registration>>, CloudFault> {
        let first = GraphRequest::get("/reports/authenticationMethods/userRegistrationDetails")
            .select(&REGISTRATION);
        let portion = self
            .graph
            .portion::<RegistrationRow>(self.at(tenant), first, from)
            .await;
        let registration = |row: RegistrationRow| Registration {
            user: UserId::new(row.id),
            second_factor: row.is_mfa_registered,
            passwordless: row.is_passwordless_capable,
            methods: row.methods_registered,
        };
        licensed(portion.map(|portion| Portion {
            rows: portion.rows.into_iter().map(registration).collect(),
            next: portion.next,
        }))
    }
}
