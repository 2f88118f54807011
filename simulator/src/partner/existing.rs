//! Relationships and customers that are there from the beginning.

use super::assignment::{Assignment, AssignmentStatus};
use super::relationship::{ByProvider, Customer, Relationship, Status, Terms, later, mark};
use super::timeline::Timeline;
use super::{Contract, CspCustomer, Partner};
use crate::dice::Dice;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// A relationship that was made before the story begins.
#[derive(Debug, Clone)]
pub(crate) struct Existing {
    /// `MLT_…` for those that Microsoft made.
    pub name: String,
    pub status: Status,
    /// Nobody, while the invitation is open to whoever opens it.
    pub customer: Option<Customer>,
    pub roles: Vec<Uuid>,
    pub days: u32,
    pub auto_extend: bool,
    /// So many days ago it became what it is.
    pub days_ago: u32,
    pub by_provider: Option<ByProvider>,
    /// Groups with their roles, active since the relationship is.
    pub assignments: Vec<(Uuid, Vec<Uuid>)>,
}

impl Partner {
    /// Returns the relationship's id.
    pub(crate) fn add_relationship(
        &mut self,
        dice: &mut Dice,
        own: Uuid,
        now: Timestamp,
        existing: Existing,
    ) -> String {
        let days = |days: u32| SignedDuration::from_hours(24 * i64::from(days));
        let since = now.saturating_sub(days(existing.days_ago)).unwrap_or(now);
        let terms = Terms {
            name: existing.name,
            duration: format!("P{}D", existing.days),
            lasts: days(existing.days),
            auto_extend: if existing.auto_extend {
                "P180D"
            } else {
                "PT0S"
            }
            .to_owned(),
            customer: existing.customer,
            roles: existing.roles,
        };
        let id = format!("{}-{own}", dice.uuid());
        let mut made = Relationship::new(id.clone(), terms, mark(dice), since);
        made.status = Timeline::new(since, existing.status);
        made.by_provider = existing.by_provider;
        if existing.status == Status::Active {
            made.activated = Some(since);
            made.ends = Some(later(since, made.terms.lasts));
        }
        if matches!(existing.status, Status::Expired | Status::Terminated) {
            let lasted = made.terms.lasts;
            made.activated = since.saturating_sub(lasted).ok();
            made.ends = Some(since);
        }
        if existing.status == Status::ApprovalPending {
            made.expire_unapproved(since);
        }
        for (group, roles) in existing.assignments {
            made.assignments.push(Assignment {
                id: dice.uuid(),
                group,
                made: since,
                roles: Timeline::new(since, roles),
                status: Timeline::new(since, AssignmentStatus::Active),
                writes: 1,
                written: since,
                mark: mark(dice),
                announced: (1, 1),
            });
        }
        self.relationships.push(made);
        id
    }

    /// A customer of the reseller business: listed by Partner Center, and with a contract.
    pub(crate) fn add_customer(&mut self, dice: &mut Dice, customer: CspCustomer) {
        self.contracts.push(Contract::with(dice, &customer));
        self.customers.push(customer);
    }
}

impl Relationship {
    /// Nobody approves in time: then it is over.
    pub(crate) fn expire_unapproved(&mut self, asked: Timestamp) {
        let over = SignedDuration::from_hours(24 * super::relationship::APPROVAL_DAYS);
        self.status.plan(later(asked, over), Status::Expired);
    }
}
