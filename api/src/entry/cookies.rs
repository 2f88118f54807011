//! The cookies of a browser: one that shows its session, one that tells it from others while somebody
//! signs in.

use axum::http::HeaderValue;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use tenantry_engine::chance::Randomness;

/// What the cookies are called. A name that begins with `__Host-` is believed by browsers only over
/// TLS, for the whole of this one host, and set by nobody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cookies {
    pub(super) secure: bool,
}

/// A sign-in takes minutes.
const SIGNING_IN: i64 = 15 * 60;

impl Cookies {
    pub(super) fn session(self) -> &'static str {
        if self.secure {
            "__Host-tenantry"
        } else {
            "tenantry"
        }
    }

    pub(super) fn browser(self) -> &'static str {
        if self.secure {
            "__Host-tenantry-sign-in"
        } else {
            "tenantry-sign-in"
        }
    }

    pub(super) fn set_session(self, secret: &str, seconds: i64) -> Option<HeaderValue> {
        self.set(self.session(), secret, seconds)
    }

    pub(super) fn end_session(self) -> Option<HeaderValue> {
        self.set(self.session(), "", 0)
    }

    pub(super) fn set_browser(self, value: &str) -> Option<HeaderValue> {
        self.set(self.browser(), value, SIGNING_IN)
    }

    pub(super) fn end_browser(self) -> Option<HeaderValue> {
        self.set(self.browser(), "", 0)
    }

    /// Sent along when somebody follows a link to us, and never with what a stranger's page sends.
    fn set(self, name: &str, value: &str, seconds: i64) -> Option<HeaderValue> {
        let secure = if self.secure { "; Secure" } else { "" };
        let text =
            format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        let mut value = HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// What nobody can guess.
pub(super) fn unguessable(randomness: &dyn Randomness) -> String {
    let mut bytes = [0; 32];
    randomness.fill(&mut bytes);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
