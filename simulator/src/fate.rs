//! What goes wrong on the way, by rule: tests and demos lay the rules down.

use crate::wire::Request;
use crate::world::Cloud;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What happens to a request that a rule meets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Fault {
    /// The connection ends before the cloud did anything.
    DropBefore,
    /// The cloud does what was asked; the connection ends without an answer.
    DropAfter,
    /// The connection stays open without an answer. When the request is let go it is carried out
    /// and answered; when the client hangs up before, it is not carried out.
    HoldBefore,
    /// The cloud does what was asked; the connection stays open without an answer until the
    /// request is let go, or the client hangs up.
    HoldAfter,
    /// The answer takes so long (of real time, at most ten seconds).
    Delay { milliseconds: u64 },
    /// 429, nothing done; many say when to come back, some do not.
    Throttle { retry_after: Option<u64> },
    /// This status with the cloud's own error body; the work is done all the same, or not.
    Fail {
        status: u16,
        done_all_the_same: bool,
        retry_after: Option<u64>,
    },
    /// The answer's body ends in the middle.
    Truncate,
    /// 200 with a body that is no JSON.
    Malformed,
    /// 502 with a page for people, as a gateway or a proxy sends.
    HtmlPage,
    /// 200 with an error in the body.
    ErrorIn200,
    /// A redirect to a host that nobody knows.
    StrangeRedirect { to: String },
    /// 200 with a body of so many bytes.
    Flood { bytes: usize },
}

/// Which requests a fault meets. What is left out matches everything.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    #[serde(default)]
    pub cloud: Option<Cloud>,
    /// Requests that concern this tenant.
    #[serde(default)]
    pub tenant: Option<Uuid>,
    #[serde(default)]
    pub method: Option<String>,
    /// A path, where `*` stands for anything: `/v1.0/users*`.
    #[serde(default)]
    pub path: Option<String>,
    /// So many matching requests pass before.
    #[serde(default)]
    pub after: u32,
    /// So many are met; without it, all.
    #[serde(default)]
    pub times: Option<u32>,
    pub fault: Fault,
}

impl Rule {
    /// Meets every request of one cloud, once.
    pub fn once(cloud: Cloud, path: &str, fault: Fault) -> Self {
        Self {
            times: Some(1),
            ..Self::always(cloud, path, fault)
        }
    }

    /// Meets every request of one cloud, until the rule is lifted.
    pub fn always(cloud: Cloud, path: &str, fault: Fault) -> Self {
        let path = Some(path.to_owned());
        Self {
            cloud: Some(cloud),
            tenant: None,
            method: None,
            path,
            after: 0,
            times: None,
            fault,
        }
    }

    /// Meets the request of this number from now on, whatever is asked, of any cloud. Rules are
    /// asked in the order in which they were laid down: this one does not count requests that an
    /// earlier one meets.
    pub fn nth(number: u32, fault: Fault) -> Self {
        Self {
            cloud: None,
            tenant: None,
            method: None,
            path: None,
            after: number.saturating_sub(1),
            times: Some(1),
            fault,
        }
    }

    #[must_use]
    pub fn method(self, method: &str) -> Self {
        Self {
            method: Some(method.to_owned()),
            ..self
        }
    }

    #[must_use]
    pub fn tenant(self, tenant: Uuid) -> Self {
        Self {
            tenant: Some(tenant),
            ..self
        }
    }

    #[must_use]
    pub fn after(self, requests: u32) -> Self {
        Self {
            after: requests,
            ..self
        }
    }

    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self {
            times: Some(times),
            ..self
        }
    }

    fn meets(&self, cloud: Cloud, tenants: &[Uuid], request: &Request) -> bool {
        self.cloud.is_none_or(|wanted| wanted == cloud)
            && self.tenant.is_none_or(|wanted| tenants.contains(&wanted))
            && self
                .method
                .as_ref()
                .is_none_or(|wanted| request.method.as_str().eq_ignore_ascii_case(wanted))
            && self
                .path
                .as_ref()
                .is_none_or(|pattern| matches(pattern, &request.path))
    }
}

/// The rules in force. The first that meets a request decides.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Fate {
    rules: Vec<(Rule, u32)>,
}

impl Fate {
    pub(crate) fn lay_down(&mut self, rule: Rule) {
        self.rules.push((rule, 0));
    }

    pub(crate) fn lift_all(&mut self) {
        self.rules.clear();
    }

    pub(crate) fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().map(|(rule, _)| rule)
    }

    pub(crate) fn meet(
        &mut self,
        cloud: Cloud,
        tenants: &[Uuid],
        request: &Request,
    ) -> Option<Fault> {
        for (rule, seen) in &mut self.rules {
            if !rule.meets(cloud, tenants, request) {
                continue;
            }
            let last = rule.times.map(|times| rule.after.saturating_add(times));
            if last.is_some_and(|last| *seen >= last) {
                continue;
            }
            *seen += 1;
            if *seen > rule.after {
                return Some(rule.fault.clone());
            }
        }
        None
    }
}

/// Whether a text fits a pattern in which `*` stands for anything, also nothing.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    let mut rest = rest;
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        assert!(matches("/v1.0/users*", "/v1.0/users/delta"));
        assert!(matches("/v1.0/*/photo", "/v1.0/users/1/photo"));
        assert!(matches("/v1.0/users", "/v1.0/users"));
        assert!(matches("*", ""));
        assert!(!matches("/v1.0/users", "/v1.0/users/1"));
        assert!(!matches("/v1.0/*/photo", "/v1.0/users/1/photos"));
        assert!(!matches("/a*b*c", "/acb"));
    }
}
