//! What a notice says: that something waits, and where. No names of customers' people, no plan, no digest.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde::Serialize;
use tenantry_domain::cloud::notices::{About, Notice};
use tenantry_domain::record::{Micros, instant};
use tenantry_domain::text::CustomerName;
use url::Url;

/// As webhooks are told it.
#[derive(Debug, Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: String,
    data: Data<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a> {
    msp_id: String,
    #[serde(flatten)]
    about: Option<Told<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    approval_id: String,
    /// The operation's word, and what it does.
    kind: &'static str,
    sentence: &'static str,
    risk: &'static str,
    customer_name: Option<&'a str>,
    status: &'static str,
    valid_until: String,
    url: Option<String>,
}

pub(crate) fn json(notice: &Notice, console: Option<&Url>) -> Vec<u8> {
    let told = |about| told(about, console);
    let body = Body {
        kind: notice.kind.as_str(),
        timestamp: shown(notice.at),
        data: Data {
            msp_id: notice.msp.to_string(),
            about: notice.about.as_ref().map(told),
        },
    };
    // Plain data always can be written as JSON.
    serde_json::to_vec(&body).unwrap_or_default()
}

fn told<'a>(about: &'a About, console: Option<&Url>) -> Told<'a> {
    Told {
        approval_id: about.approval.to_string(),
        kind: about.operation.as_str(),
        sentence: about.operation.sentence(),
        risk: about.risk.as_str(),
        customer_name: about.customer.as_ref().map(CustomerName::as_str),
        status: about.status,
        valid_until: shown(about.valid_until),
        url: link(about, console),
    }
}

/// Whoever follows it signs in there: the link itself opens nothing.
fn link(about: &About, console: Option<&Url>) -> Option<String> {
    let link = console?.join(&format!("approvals/{}", about.approval));
    Some(link.ok()?.to_string())
}

/// As a mail has it.
pub(crate) fn text(notice: &Notice, console: Option<&Url>) -> String {
    let mut text = format!("{}\n", notice.kind.sentence());
    let Some(about) = &notice.about else {
        return text;
    };
    let mut line = |name: &str, value: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name}: {value}");
    };
    line("What", about.operation.sentence());
    if let Some(customer) = &about.customer {
        line("Customer", customer.as_str());
    }
    line("Risk", about.risk.as_str());
    line("Status", about.status);
    line("Valid until", &shown(about.valid_until));
    line("Approval", &about.approval.to_string());
    if let Some(link) = link(about, console) {
        let _ = write!(
            text,
            "\n{link}\nNothing is decided by following the link: sign in there.\n"
        );
    }
    text
}

fn shown(at: Micros) -> String {
    let at: Timestamp = instant(at);
    at.to_string()
}
