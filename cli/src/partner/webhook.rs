//! `tenantry partner webhook`: where Partner Center tells of changes, so that approvals are heard of
//! instead of looked for; and whether what it sends arrives.

use std::time::Duration;

use clap::Args;
use serde::Serialize;
use tenantry_api::webhooks::path_of;
use tenantry_domain::cloud::gdap::Partner;
use tenantry_domain::cloud::partner::{
    Attempt, InvalidRegistration, PartnerWebhooks as _, Registration, TestEvent, TestStatus, Topic,
};
use tenantry_domain::ids::MspId;
use tenantry_microsoft::partner::PartnerCenter;
use tokio::time::{Instant, sleep};

use super::Desk;
use crate::clouds::{ClientClouds, usable};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, Tone, plain, say};

/// Between two questions what became of a test.
const PAUSE: Duration = Duration::from_secs(2);
/// Partner Center delivers within seconds, and tries again later for hours.
const PATIENCE: Duration = Duration::from_mins(1);

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Whose Partner Center
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Have changes told to this installation, and nowhere else
    #[arg(long)]
    register: bool,
    /// Have a test delivered, and say what Partner Center got for an answer
    #[arg(long)]
    test: bool,
}

#[derive(Debug, Serialize)]
struct Shown {
    msp: MspId,
    /// Where deliveries for this MSP arrive here.
    here: Option<String>,
    registered: Option<Told>,
    /// Where changes were told before.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced: Option<String>,
    /// What would be of use, and is not told.
    missing: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    test: Option<Tried>,
}

#[derive(Debug, Serialize)]
struct Told {
    address: String,
    topics: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Tried {
    arrived: bool,
    status: String,
    /// What Partner Center got for an answer, try by try.
    answers: Vec<String>,
}

pub(crate) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let desk = Desk::of(&asked.msp, config).await?;
    let here = config.public_url.as_ref().map(|it| at(&it.value, desk.msp));
    if asked.register && here.is_none() {
        let why = "Partner Center must know where this installation is: set TENANTRY_PUBLIC_URL";
        return Err(Failure::config(why.to_owned()));
    }
    let connected = usable(&desk.connection)?;
    let clouds = ClientClouds::new(config, desk.engine.clone(), desk.vault.clone())?;
    let (parts, partner) = (clouds.assembled(desk.msp, connected), connected.tenant);
    let center = &parts.center;

    let known = center.topics(partner).await?;
    let wanted: Vec<Topic> = Topic::wanted()
        .into_iter()
        .filter(|it| known.contains(it))
        .collect();
    let before = center.current(partner).await?;
    let now = match &here {
        Some(here) if asked.register => {
            let wish = Registration::new(here, wanted.clone()).map_err(impossible)?;
            Some(center.register(partner, &wish).await?)
        }
        _ => before.clone(),
    };
    let test = if asked.test {
        Some(tried(center, partner, output).await?)
    } else {
        None
    };
    let replaced = before.filter(|it| {
        now.as_ref()
            .is_some_and(|now| now.address() != it.address())
    });
    let shown = Shown {
        msp: desk.msp,
        missing: missing(&wanted, now.as_ref()),
        here,
        registered: now.as_ref().map(Told::from),
        replaced: replaced.map(|it| it.address().to_owned()),
        test,
    };
    print(&shown, output)?;
    Ok(if shown.is_right() {
        Exit::Ok
    } else {
        Exit::NotRight
    })
}

fn at(public: &url::Url, msp: MspId) -> String {
    format!("{}{}", public.as_str().trim_end_matches('/'), path_of(msp))
}

fn impossible(reason: InvalidRegistration) -> Failure {
    Failure::new(InvalidRegistration::CODE, Exit::Refused, reason.to_string())
}

fn missing(wanted: &[Topic], now: Option<&Registration>) -> Vec<String> {
    let told = now.map(Registration::topics).unwrap_or_default();
    let missing = wanted.iter().filter(|topic| !told.contains(topic));
    missing.map(Topic::to_string).collect()
}

/// Waits until Partner Center has an answer, or was long enough without one.
async fn tried(
    center: &PartnerCenter,
    partner: Partner,
    output: &Output,
) -> Result<Tried, Failure> {
    let test = center.send_test(partner).await?;
    if !output.json {
        say("a test delivery was asked for; it takes some seconds");
    }
    let began = Instant::now();
    loop {
        let event = center.test(partner, &test).await?;
        let open = event.status == TestStatus::Pending && event.attempts.is_empty();
        if !open || began.elapsed() >= PATIENCE {
            return Ok(event.into());
        }
        sleep(PAUSE).await;
    }
}

impl From<&Registration> for Told {
    fn from(registration: &Registration) -> Self {
        Self {
            address: registration.address().to_owned(),
            topics: registration.topics().iter().map(Topic::to_string).collect(),
        }
    }
}

impl From<TestEvent> for Tried {
    fn from(event: TestEvent) -> Self {
        let good = |attempt: &Attempt| ["ok", "200"].contains(&&*attempt.answered.to_lowercase());
        Self {
            // A test is also over when every try of it was in vain.
            arrived: event.attempts.last().is_some_and(good),
            status: match event.status {
                TestStatus::Pending => "pending".to_owned(),
                TestStatus::Delivered => "completed".to_owned(),
                TestStatus::Failed => "failed".to_owned(),
                TestStatus::Unknown(status) => status,
            },
            answers: event.attempts.into_iter().map(|it| it.answered).collect(),
        }
    }
}

impl Shown {
    fn is_told_here(&self) -> bool {
        let told = self.registered.as_ref().map(|it| &it.address);
        told.is_some() && told == self.here.as_ref()
    }

    fn is_right(&self) -> bool {
        let arrives = self.test.as_ref().is_none_or(|it| it.arrived);
        self.is_told_here() && self.missing.is_empty() && arrives
    }
}

fn print(shown: &Shown, output: &Output) -> Result<(), Failure> {
    if output.json {
        return output.document(shown);
    }
    let here = shown
        .here
        .as_deref()
        .unwrap_or("unknown: set TENANTRY_PUBLIC_URL");
    output.line(&format!("{:<12}{here}", "here"))?;
    let Some(told) = &shown.registered else {
        let word = output.paint(
            Tone::Warning,
            "nowhere: approvals are looked for in growing pauses",
        );
        output.line(&format!("{:<12}{word}", "told"))?;
        return output.line("→ `tenantry partner webhook --register` has them told here");
    };
    output.line(&format!("{:<12}{}", "told", plain(&told.address)))?;
    output.line(&format!("{:<12}{}", "of", plain(&told.topics.join(", "))))?;
    if let Some(replaced) = &shown.replaced {
        output.line(&format!("{:<12}{}", "before", plain(replaced)))?;
    }
    if !shown.is_told_here() {
        let word = output.paint(
            Tone::Warning,
            "changes are told elsewhere, not to this installation",
        );
        output.line(&word)?;
    }
    if !shown.missing.is_empty() {
        output.line(&format!("{:<12}{}", "not of", shown.missing.join(", ")))?;
    }
    let Some(test) = &shown.test else {
        return Ok(());
    };
    let word = if test.arrived {
        output.paint(Tone::Good, "it arrived")
    } else {
        output.paint(Tone::Bad, "it did not arrive so far")
    };
    let answers = match &*test.answers.join(", ") {
        "" => "no answer yet".to_owned(),
        answers => plain(answers),
    };
    output.line(&format!(
        "{:<12}{word} ({}; {answers})",
        "test",
        plain(&test.status)
    ))
}
