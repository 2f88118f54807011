//! How the token service says no: an OAuth error, and in its description a number.

use crate::wire::{Reply, Request};
use serde_json::json;
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub status: u16,
    /// What programs are to go by.
    pub error: &'static str,
    /// What people look up.
    pub number: u32,
    pub text: String,
}

pub(crate) fn invalid_request(number: u32, text: impl Into<String>) -> Problem {
    Problem {
        status: 400,
        error: "invalid_request",
        number,
        text: text.into(),
    }
}

pub(crate) fn missing(field: &str) -> Problem {
    let text = format!("The request body must contain the following parameter: '{field}'.");
    invalid_request(900_144, text)
}

pub(crate) fn invalid_client(number: u32, text: impl Into<String>) -> Problem {
    Problem {
        status: 401,
        error: "invalid_client",
        number,
        text: text.into(),
    }
}

pub(crate) fn unauthorized_client(number: u32, text: impl Into<String>) -> Problem {
    Problem {
        status: 400,
        error: "unauthorized_client",
        number,
        text: text.into(),
    }
}

pub(crate) fn invalid_grant(number: u32, text: impl Into<String>) -> Problem {
    Problem {
        status: 400,
        error: "invalid_grant",
        number,
        text: text.into(),
    }
}

pub(crate) fn interaction_required(number: u32, text: impl Into<String>) -> Problem {
    Problem {
        status: 400,
        error: "interaction_required",
        number,
        text: text.into(),
    }
}

pub(crate) fn other(error: &'static str, number: u32, text: impl Into<String>) -> Problem {
    Problem {
        status: 400,
        error,
        number,
        text: text.into(),
    }
}

pub(crate) fn unknown_tenant(name: &str) -> Problem {
    let text = format!(
        "Tenant '{name}' not found. Check to make sure you have the correct tenant ID and are signing into the \
         correct cloud."
    );
    invalid_request(90_002, text)
}

pub(crate) fn unknown_app(app: &str, tenant: Uuid) -> Problem {
    let text = format!(
        "Application with identifier '{app}' was not found in the directory '{tenant}'. This can happen if the \
         application has not been installed by the administrator of the tenant or consented to by any user in \
         the tenant."
    );
    unauthorized_client(700_016, text)
}

impl Problem {
    pub(crate) fn reply(&self, request: &Request) -> Reply {
        let id = request.id.to_string();
        let correlation = request.header("client-request-id").unwrap_or(&id);
        let timestamp = request.at.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
        let text = format!(
            "{} Trace ID: {id} Correlation ID: {correlation} Timestamp: {timestamp}",
            self.described()
        );
        let body = json!({
            "error": self.error,
            "error_description": text,
            "error_codes": [self.number],
            "timestamp": timestamp,
            "trace_id": id,
            "correlation_id": correlation,
            "error_uri": format!("https://login.microsoftonline.com/error?code={}", self.number),
        });
        Reply::json(self.status, &body)
            .header("Cache-Control", "no-store, no-cache")
            .header("Pragma", "no-cache")
    }

    pub(crate) fn described(&self) -> String {
        format!("AADSTS{}: {}", self.number, self.text)
    }
}

/// How Entra words a failure of its own.
pub(crate) fn outage(request: &Request, status: u16) -> Reply {
    let text = "A transient error has occurred. Please try again.";
    Problem {
        status,
        error: "temporarily_unavailable",
        number: 90_033,
        text: text.to_owned(),
    }
    .reply(request)
}
