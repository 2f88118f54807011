//! Carries a call: budget, breaker, exchange, judgement, repetition.

use crate::answer::{Answer, Dialect, Judgement};
use crate::breaker::Breaker;
use crate::budget::{Budgets, Share};
use crate::call::{Call, Redirects, Repeat};
use crate::exchange;
use crate::repeat::{effect_of, pause_before_next};
use crate::settings::{Limits, Settings, SetupError};
use crate::streamed::Streamed;
use reqwest::{Certificate, Client, ClientBuilder, Proxy, Response};
use std::sync::Arc;
use std::time::Duration;
use tenantry_domain::cloud::{Cause, CloudFault, Effect};
use tokio::time::Instant;
use tracing::field::Empty;
use tracing::{Instrument as _, Span, info_span};
use uuid::Uuid;

/// Cheap to clone: all clones share connections, budgets and circuits.
#[derive(Debug, Clone)]
pub struct Http {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    client: Client,
    limits: Limits,
    budgets: Budgets,
    breaker: Breaker,
}

impl Http {
    pub fn new(settings: Settings) -> Result<Self, SetupError> {
        let client = client(&settings)?;
        let limits = settings.limits;
        let budgets = Budgets::new(limits.clone());
        let breaker = Breaker::new(limits.breaking.clone());
        Ok(Self {
            inner: Arc::new(Inner {
                client,
                limits,
                budgets,
                breaker,
            }),
        })
    }

    /// The whole answer, when the dialect finds it good.
    pub async fn send(&self, call: Call, dialect: &dyn Dialect) -> Result<Answer, CloudFault> {
        let (until, id) = (Instant::now() + call.deadline, Uuid::new_v4());
        let mut attempt = 1;
        // What an earlier attempt may have done stays open, however the last one fails.
        let mut effect = Effect::None;
        loop {
            let mut fault = match self.attempt(&call, dialect, until, id, attempt).await {
                Ok(answer) => return Ok(answer),
                Err(fault) => fault,
            };
            if effect == Effect::Unknown {
                fault.effect = Effect::Unknown;
            }
            effect = fault.effect;
            self.wait_to_repeat(&call, fault, until, attempt).await?;
            attempt += 1;
        }
    }

    /// The answer's head, when the dialect finds it good, and its body piece by piece. What fails
    /// before the first piece is repeated; after it, whoever reads begins anew.
    pub async fn stream(&self, call: Call, dialect: &dyn Dialect) -> Result<Streamed, CloudFault> {
        let (until, id) = (Instant::now() + call.deadline, Uuid::new_v4());
        let mut attempt = 1;
        loop {
            let fault = match self.begin_stream(&call, dialect, until, id, attempt).await {
                Ok(streamed) => return Ok(streamed),
                Err(fault) => fault,
            };
            self.wait_to_repeat(&call, fault, until, attempt).await?;
            attempt += 1;
        }
    }

    async fn attempt(
        &self,
        call: &Call,
        dialect: &dyn Dialect,
        until: Instant,
        id: Uuid,
        attempt: u32,
    ) -> Result<Answer, CloudFault> {
        let _share = self.enter(call, until).await?;
        let outcome = async {
            let response = self.exchange(call, until, id).await?;
            let answer = exchange::finish(response, call, id, attempt).await?;
            judged(call, dialect, answer)
        };
        let span = followed(call, attempt);
        let outcome = self.settle(call, attempt, outcome.instrument(span.clone()).await);
        match &outcome {
            Ok(answer) => {
                span.record("http.response.status_code", answer.status.as_u16());
            }
            Err(fault) => {
                span.record("http.response.status_code", fault.status);
                span.record("code", fault.code())
                    .record("otel.failed", true);
            }
        }
        outcome
    }

    async fn begin_stream(
        &self,
        call: &Call,
        dialect: &dyn Dialect,
        until: Instant,
        id: Uuid,
        attempt: u32,
    ) -> Result<Streamed, CloudFault> {
        let share = self.enter(call, until).await?;
        let outcome = async {
            let response = self.exchange(call, until, id).await?;
            if response.status().is_success() {
                return Ok(response);
            }
            let answer = exchange::finish(response, call, id, attempt).await?;
            let detail = answer.status.to_string();
            judged(call, dialect, answer)
                .and_then(|answer| Err(answer.fault(Cause::AnswerUnreadable, detail)))
        };
        let response = self.settle(call, attempt, outcome.await)?;
        Ok(Streamed::new(response, call, id, share))
    }

    /// Waits for a share of the budget, and goes no further when the interface rests.
    async fn enter(&self, call: &Call, until: Instant) -> Result<Share, CloudFault> {
        let share = self
            .inner
            .budgets
            .share(call.api, call.tenant.as_deref(), until)
            .await;
        let share = share.ok_or_else(|| {
            CloudFault::new(Cause::BudgetSpent, call.api, "not within the deadline")
        })?;
        self.inner
            .breaker
            .ask(call.api, host(call))
            .map_err(|left| {
                let mut fault = CloudFault::new(Cause::Resting, call.api, "");
                fault.retry_after = Some(left);
                fault
            })?;
        Ok(share)
    }

    async fn exchange(
        &self,
        call: &Call,
        until: Instant,
        id: Uuid,
    ) -> Result<Response, CloudFault> {
        let left = until.saturating_duration_since(Instant::now());
        let timeout = left.min(self.inner.limits.repeating.attempt_timeout);
        exchange::begin(&self.inner.client, call, id, timeout).await
    }

    /// Tells the breaker how it went, and fills in what the fault may have changed in the cloud.
    fn settle<T>(
        &self,
        call: &Call,
        attempt: u32,
        outcome: Result<T, CloudFault>,
    ) -> Result<T, CloudFault> {
        let outcome = outcome.map_err(|mut fault| {
            fault.effect = effect_of(&fault, call.method.is_safe());
            fault
        });
        match &outcome {
            Ok(_) => self.inner.breaker.worked(call.api, host(call)),
            Err(fault)
                if matches!(
                    fault.cause,
                    Cause::Unreachable | Cause::Silent | Cause::Unavailable
                ) =>
            {
                self.inner.breaker.failed(call.api, host(call));
            }
            Err(_) => {}
        }
        if let Err(fault) = &outcome {
            tracing::debug!(
                api = call.api, method = %call.method, tenant = call.tenant, attempt, code = fault.code(),
                status = fault.status, vendor_code = fault.vendor_code, correlation_id = fault.correlation_id,
                "a cloud call failed"
            );
        }
        outcome
    }

    /// Returns when the call may be sent again; otherwise hands the fault back.
    async fn wait_to_repeat(
        &self,
        call: &Call,
        fault: CloudFault,
        until: Instant,
        attempt: u32,
    ) -> Result<(), CloudFault> {
        let left = until.saturating_duration_since(Instant::now());
        let rules = &self.inner.limits.repeating;
        let pause = pause_before_next(&fault, call.repeat, attempt, left, rules, rand::random());
        if fault.cause == Cause::Throttled {
            // All of the tenant's calls hold back: each finding out by itself would be another storm.
            let told = pause.or(fault.retry_after).unwrap_or(rules.first_pause);
            self.inner.budgets.pause(
                call.api,
                call.tenant.as_deref(),
                told.min(Duration::from_mins(10)),
            );
        }
        match pause {
            None => Err(fault),
            Some(_) if fault.cause == Cause::Throttled => Ok(()),
            Some(pause) => {
                tokio::time::sleep(pause).await;
                Ok(())
            }
        }
    }

    /// One exchange without repetition, for libraries that have their own.
    pub(crate) async fn once(&self, call: Call) -> Result<Answer, CloudFault> {
        let call = call.repeat(Repeat::Never).redirects(Redirects::Hand);
        let until = Instant::now() + call.deadline;
        self.attempt(&call, &Anything, until, Uuid::new_v4(), 1)
            .await
    }
}

/// Every answer is good: somebody else judges it.
struct Anything;

impl Dialect for Anything {
    fn judge(&self, _answer: &Answer) -> Judgement {
        Judgement::Good
    }
}

fn judged(call: &Call, dialect: &dyn Dialect, answer: Answer) -> Result<Answer, CloudFault> {
    if call.redirects == Redirects::Hand && answer.status.is_redirection() {
        return Ok(answer);
    }
    match dialect.judge(&answer) {
        Judgement::Good => Ok(answer),
        Judgement::Bad(fault) => Err(fault),
    }
}

/// Whose interface, never what of it: a path names people and tenants.
fn followed(call: &Call, attempt: u32) -> Span {
    info_span!(
        "call",
        otel.name = format!("{} {}", call.method, call.api),
        otel.kind = "client",
        otel.failed = Empty,
        api = call.api,
        http.request.method = %call.method,
        server.address = host(call),
        http.response.status_code = Empty,
        attempt,
        code = Empty,
    )
}

fn host(call: &Call) -> &str {
    call.url.host_str().unwrap_or_default()
}

fn client(settings: &Settings) -> Result<Client, SetupError> {
    builder(settings)?
        .https_only(true)
        .build()
        .map_err(|error| SetupError::Tls(error.to_string()))
}

/// A client's ways that hold for whomever it asks.
pub(crate) fn builder(settings: &Settings) -> Result<ClientBuilder, SetupError> {
    // A second set-up finds the first one's provider there: the same.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let mut roots = Vec::new();
    for pem in &settings.extra_roots_pem {
        let found = Certificate::from_pem_bundle(pem.as_bytes());
        let found = found.map_err(|error| SetupError::Certificate(error.to_string()))?;
        if found.is_empty() {
            return Err(SetupError::Certificate("no certificate in it".to_owned()));
        }
        roots.extend(found);
    }
    let mut builder = Client::builder()
        .user_agent(concat!("tenantry/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(settings.connect_timeout)
        .pool_idle_timeout(Duration::from_mins(1))
        .referer(false)
        .tls_certs_merge(roots);
    if let Some(proxy) = &settings.proxy {
        let proxy =
            Proxy::all(proxy.clone()).map_err(|error| SetupError::Proxy(error.to_string()))?;
        builder = builder.proxy(proxy);
    }
    Ok(builder)
}
