//! What the customers' administrators do: each answers its invitation in its own time.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tenantry_domain::onboarding::{Onboarding, Step};
use tenantry_domain::saga::{Next, Saga as _, Task};

use super::cast::{Customer, Fate};
use super::world::World;

/// Since when each has its invitation, as far as this process knows.
#[derive(Debug, Default)]
pub(super) struct Administrators {
    invited: HashMap<&'static str, Instant>,
}

/// What an administrator did, in words.
pub(super) type Done = &'static str;

impl Administrators {
    /// Acts for a customer whose time has come.
    pub(super) fn act(
        &mut self,
        world: &World,
        customer: Customer,
        onboarding: &Onboarding,
    ) -> Option<Done> {
        if !is_asked(onboarding) {
            return None;
        }
        let (pause, agrees, words) = match customer.fate {
            Fate::Approves(pause) => (pause, true, "(its administrator approves)"),
            Fate::FailsInRoles(pause) => (
                pause,
                true,
                "(its administrator approves; Microsoft will fail to put roles in force)",
            ),
            Fate::Refuses(pause) => (pause, false, "(its administrator does not want it)"),
            Fate::ConnectedBefore => return None,
        };
        if !self.is_time(customer.name, pause) {
            return None;
        }
        let control = world.control();
        let tenant = world.tenant(customer.name).as_uuid();
        let mut answered = false;
        for invitation in control.relationships_ever_created_for(tenant) {
            let done = if agrees {
                control.approve(&invitation, tenant)
            } else {
                control.refuse(&invitation, tenant)
            };
            // What was answered before cannot be answered again: the engine will hear of it.
            answered |= done.is_ok();
        }
        answered.then_some(words)
    }

    fn is_time(&mut self, name: &'static str, pause: Duration) -> bool {
        let since = self.invited.entry(name).or_insert_with(Instant::now);
        since.elapsed() >= pause
    }
}

/// Whether the invitation is out and nobody answered it.
fn is_asked(onboarding: &Onboarding) -> bool {
    matches!(
        onboarding.next(),
        Next::Due {
            task: Task::Do(Step::WaitForApproval),
            ..
        }
    )
}
