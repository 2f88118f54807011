//! Of what Partner Center tells this partner, and where.

use crate::partner::client::{API, PartnerRequest};
use crate::partner::webhook::AuditBody;
use crate::partner::{PartnerCenter, at};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use tenantry_domain::cloud::gdap::Partner;
use tenantry_domain::cloud::partner::{
    Attempt, AuditRecord, PartnerWebhooks, Registration, TestEvent, TestId, TestStatus, Topic,
    VerifiedNotice,
};
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::Method;

const REGISTRATION: &str = "/webhooks/v1/registration";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RegistrationBody {
    #[serde(alias = "webhookUrl")]
    webhook_url: String,
    #[serde(alias = "webhookEvents")]
    webhook_events: Vec<String>,
}

impl RegistrationBody {
    fn registration(self) -> Result<Registration, CloudFault> {
        let topics = self.webhook_events.iter().map(|topic| Topic::of(topic));
        Registration::new(&self.webhook_url, topics.collect())
            .map_err(|error| CloudFault::new(Cause::AnswerUnreadable, API, error.to_string()))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TestSent {
    correlation_id: String,
}

#[derive(Deserialize)]
struct TestBody {
    #[serde(default)]
    status: String,
    #[serde(default)]
    results: Vec<TestResult>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TestResult {
    #[serde(default)]
    response_code: String,
    date_time_utc: Option<String>,
}

impl From<TestBody> for TestEvent {
    fn from(body: TestBody) -> Self {
        let attempt = |result: TestResult| Attempt {
            at: result.date_time_utc.and_then(|date| date.parse().ok()),
            answered: result.response_code,
        };
        Self {
            status: match body.status.to_ascii_lowercase().as_str() {
                "pending" | "inprogress" | "queued" => TestStatus::Pending,
                "completed" | "succeeded" => TestStatus::Delivered,
                "failed" => TestStatus::Failed,
                _ => TestStatus::Unknown(body.status),
            },
            attempts: body.results.into_iter().map(attempt).collect(),
        }
    }
}

#[async_trait]
impl PartnerWebhooks for PartnerCenter {
    async fn topics(&self, partner: Partner) -> Result<Vec<Topic>, CloudFault> {
        let request = PartnerRequest::get(format!("{REGISTRATION}/events"));
        let names: Vec<String> = self.client.read(at(partner), request).await?;
        Ok(names.iter().map(|name| Topic::of(name)).collect())
    }

    async fn current(&self, partner: Partner) -> Result<Option<Registration>, CloudFault> {
        let request = PartnerRequest::get(REGISTRATION);
        match self
            .client
            .read::<RegistrationBody>(at(partner), request)
            .await
        {
            Ok(body) => body.registration().map(Some),
            Err(fault) if fault.cause == Cause::NotThere => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    async fn register(
        &self,
        partner: Partner,
        registration: &Registration,
    ) -> Result<Registration, CloudFault> {
        let topics = registration.topics().iter().map(Topic::to_string);
        let wanted = RegistrationBody {
            webhook_url: registration.address().to_owned(),
            webhook_events: topics.collect(),
        };
        let send = async |method: Method| {
            let request = PartnerRequest::new(method, REGISTRATION).json(&wanted)?;
            self.client
                .read::<RegistrationBody>(at(partner), request)
                .await
        };
        // The first is made, later ones replace it; another may be the first in the meantime.
        let made = match self.current(partner).await? {
            Some(_) => send(Method::PUT).await?,
            None => match send(Method::POST).await {
                Err(fault) if fault.cause == Cause::Conflict => send(Method::PUT).await?,
                made => made?,
            },
        };
        made.registration()
    }

    async fn send_test(&self, partner: Partner) -> Result<TestId, CloudFault> {
        let path = format!("{REGISTRATION}/validationEvents");
        let request = PartnerRequest::new(Method::POST, path);
        let sent: TestSent = self.client.read(at(partner), request).await?;
        let id = sent.correlation_id.parse();
        id.map_err(|_| CloudFault::new(Cause::AnswerUnreadable, API, "a test without a usable id"))
    }

    async fn test(&self, partner: Partner, test: &TestId) -> Result<TestEvent, CloudFault> {
        let path = format!("{REGISTRATION}/validationEvents/{test}");
        let body: TestBody = self
            .client
            .read(at(partner), PartnerRequest::get(path))
            .await?;
        Ok(body.into())
    }

    async fn audit(
        &self,
        partner: Partner,
        notice: &VerifiedNotice,
    ) -> Result<Option<AuditRecord>, CloudFault> {
        let Some(address) = &notice.notice().audit_address else {
            return Ok(None);
        };
        let request = self.client.linked(address)?;
        let body: AuditBody = self.client.read(at(partner), request).await?;
        Ok(Some(body.into()))
    }
}
