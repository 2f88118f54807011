//! How the stack is set up: trust, proxy, budgets, repetition.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;
use url::Url;

#[derive(Clone)]
pub struct Settings {
    /// Certificates trusted beside the public ones, as PEM: a company's own proxy, a test's authority.
    pub extra_roots_pem: Vec<String>,
    /// Instead of what the environment (`HTTPS_PROXY`, `NO_PROXY`) says. It may hold a password.
    pub proxy: Option<Url>,
    pub connect_timeout: Duration,
    pub limits: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            extra_roots_pem: Vec::new(),
            proxy: None,
            connect_timeout: Duration::from_secs(10),
            limits: Limits::default(),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("extra_roots", &self.extra_roots_pem.len())
            .field("proxy", &self.proxy.as_ref().and_then(Url::host_str))
            .field("connect_timeout", &self.connect_timeout)
            .field("limits", &self.limits)
            .finish()
    }
}

/// What one process allows itself.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    /// Of one tenant at one interface.
    pub tenant: Budget,
    /// Of one tenant at interfaces that allow less, or more, than the others.
    pub exceptions: BTreeMap<&'static str, Budget>,
    /// Of one interface, over all tenants.
    pub interface: InterfaceBudget,
    pub repeating: Repeating,
    pub breaking: Breaking,
}

impl Limits {
    /// What one tenant may have at this interface.
    pub(crate) fn of(&self, api: &str) -> &Budget {
        self.exceptions.get(api).unwrap_or(&self.tenant)
    }
}

/// A bucket of requests: `burst` at once, then `per_second`.
#[derive(Debug, Clone)]
pub struct Budget {
    pub in_flight: usize,
    pub per_second: f64,
    pub burst: f64,
}

impl Default for Budget {
    /// Well under what the clouds allow one app in one tenant, and enough for a first sync.
    fn default() -> Self {
        Self {
            in_flight: 8,
            per_second: 50.0,
            burst: 100.0,
        }
    }
}

/// Requests under way at one interface at once: what many tenants share.
#[derive(Debug, Clone)]
pub struct InterfaceBudget {
    pub in_flight: usize,
}

impl Default for InterfaceBudget {
    fn default() -> Self {
        Self { in_flight: 128 }
    }
}

/// How often and how fast a call is repeated.
#[derive(Debug, Clone)]
pub struct Repeating {
    /// The first included.
    pub attempts: u32,
    pub first_pause: Duration,
    pub longest_pause: Duration,
    /// One attempt alone; the call's deadline bounds them all.
    pub attempt_timeout: Duration,
}

impl Default for Repeating {
    fn default() -> Self {
        Self {
            attempts: 6,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(30),
            attempt_timeout: Duration::from_secs(30),
        }
    }
}

/// When an interface is left alone for a while.
#[derive(Debug, Clone)]
pub struct Breaking {
    /// Failures in a row.
    pub after: u32,
    pub rest: Duration,
}

impl Default for Breaking {
    fn default() -> Self {
        Self {
            after: 20,
            rest: Duration::from_secs(10),
        }
    }
}

/// Why there can be no HTTP stack with these settings.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error("an extra certificate cannot be read as PEM: {0}")]
    Certificate(String),
    #[error("the proxy cannot be used: {0}")]
    Proxy(String),
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}
