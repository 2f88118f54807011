//! What a test came to, as it is told. An account that does not work is connected all the same, and
//! not all is right.

use serde::Serialize;
use tenantry_domain::ids::VendorConnectionId;
use tenantry_domain::saga::Fault;
use tenantry_domain::vendor_connection::{KindDoubt, VendorTest};
use tenantry_projections::vendor_connections::TestStatus;

use crate::command::{self, Receipt};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, Tone, plain};
use tenantry_api::pages;

/// What was done, and whether the account works.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    id: VendorConnectionId,
    #[serde(flatten)]
    receipt: Receipt,
    test: Option<Test>,
}

#[derive(Debug, Serialize)]
struct Test {
    status: &'static str,
    zone: Option<String>,
    address: Option<String>,
    account_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
    doubts: Vec<Doubt>,
}

/// What is the matter, and what to do about it.
#[derive(Debug, Serialize)]
pub(super) struct Problem {
    pub(super) code: String,
    pub(super) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    vendor_code: Option<String>,
    /// By what the vendor's support finds the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    support_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

#[derive(Debug, Serialize)]
struct Doubt {
    kind: &'static str,
    /// The vendor hides what may not be read, and showed nothing of this kind.
    suspiciously_empty: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
}

impl Problem {
    pub(super) fn new(code: &str, message: &str, support_id: Option<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.to_owned(),
            vendor_code: None,
            support_id,
            help: pages::remedy(code),
        }
    }

    /// The code and the vendor's words, then what to do: both behind what `label` names.
    pub(super) fn print(&self, label: &str, output: &Output) -> Result<(), Failure> {
        let code = output.paint(Tone::Bad, &plain(&self.code));
        let line = format!("{label:<16}{code}  {}", plain(&self.message));
        output.line(line.trim_end())?;
        match &self.help {
            Some(help) => output.line(&format!("{:<16}{help}", "")),
            None => Ok(()),
        }
    }
}

impl From<&Fault> for Problem {
    fn from(fault: &Fault) -> Self {
        let support_id = fault.request_id.clone();
        Self {
            vendor_code: fault.vendor_code.clone(),
            ..Self::new(&fault.code, &fault.detail, support_id)
        }
    }
}

impl From<VendorTest> for Test {
    fn from(test: VendorTest) -> Self {
        match test {
            VendorTest::Fails { fault } => Self {
                status: TestStatus::Fails.as_str(),
                zone: None,
                address: None,
                account_name: None,
                problem: Some(Problem::from(&fault)),
                doubts: Vec::new(),
            },
            VendorTest::Works {
                zone,
                account_name,
                doubts,
            } => {
                let status = if doubts.is_empty() {
                    TestStatus::Works
                } else {
                    TestStatus::Doubts
                };
                let doubts = doubts.iter().map(|(kind, doubt)| Doubt {
                    kind: kind.as_str(),
                    suspiciously_empty: matches!(doubt, KindDoubt::SuspiciouslyEmpty),
                    problem: match doubt {
                        KindDoubt::Refused { fault } => Some(Problem::from(fault)),
                        KindDoubt::SuspiciouslyEmpty => None,
                    },
                });
                Self {
                    status: status.as_str(),
                    zone: zone.as_ref().map(|it| it.name.clone()),
                    address: zone.map(|it| it.address),
                    account_name,
                    problem: None,
                    doubts: doubts.collect(),
                }
            }
        }
    }
}

impl Test {
    fn is_right(&self) -> bool {
        self.problem.is_none() && self.doubts.is_empty()
    }

    fn print(&self, output: &Output) -> Result<(), Failure> {
        if let Some(problem) = &self.problem {
            return problem.print(self.status, output);
        }
        let known = [
            ("account", &self.account_name),
            ("zone", &self.zone),
            ("address", &self.address),
        ];
        output.line(&format!("{:<16}{}", "test", self.status))?;
        for (label, text) in known {
            if let Some(text) = text {
                output.line(&format!("{label:<16}{}", plain(text)))?;
            }
        }
        self.doubts.iter().try_for_each(|it| it.print(output))
    }
}

impl Doubt {
    fn print(&self, output: &Output) -> Result<(), Failure> {
        let kind = self.kind;
        match &self.problem {
            Some(problem) => problem.print(kind, output),
            None => output.line(&format!(
                "{kind:<16}nothing is seen: the vendor hides what may not be read, so look at the rights"
            )),
        }
    }
}

impl Answer {
    pub(super) fn new(id: VendorConnectionId, receipt: Receipt, test: Option<VendorTest>) -> Self {
        let test = test.map(Test::from);
        Self { id, receipt, test }
    }

    pub(super) fn print(&self, output: &Output) -> Result<Exit, Failure> {
        if output.json {
            output.document(self)?;
        } else {
            command::print(&self.receipt, output)?;
            if let Some(test) = &self.test {
                test.print(output)?;
            }
        }
        let is_right = self.test.as_ref().is_none_or(Test::is_right);
        Ok(if is_right { Exit::Ok } else { Exit::NotRight })
    }
}
