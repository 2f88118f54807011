//! Which role follows for whom, and that the last Admin stays.

use super::{Member, Team, TeamEvent, TeamRefusal};
use crate::aggregate::Aggregate;
use crate::ids::MemberId;
use crate::record::Micros;
use crate::role::Role;

/// How well an MSP is provided with Admins. What people ask for never makes it worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Admins {
    None,
    /// Some were made that never signed in: a slip in an id would lock the MSP out.
    Expected,
    Present,
}

impl Team {
    pub(super) fn admins(&self) -> Admins {
        let active = self
            .members
            .values()
            .filter(|it| it.role == Role::Admin && !it.suspended);
        active.fold(Admins::None, |best, member| {
            best.max(if member.known.is_some() {
                Admins::Present
            } else {
                Admins::Expected
            })
        })
    }

    /// The role that a member's grant and groups give.
    pub(super) fn due(&self, member: &Member) -> Role {
        let rules = member.groups.iter().filter_map(|it| self.rules.get(it));
        rules.fold(member.granted, |role, rule| role.stronger(rule.role))
    }
}

/// A team as it would be, and the events that lead there.
pub(super) struct Draft {
    pub(super) team: Team,
    pub(super) events: Vec<TeamEvent>,
}

impl Draft {
    pub(super) fn of(team: &Team) -> Self {
        Self {
            team: team.clone(),
            events: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, event: TeamEvent) {
        self.team.evolve(&event);
        self.events.push(event);
    }

    /// Gives a member the role that is due.
    pub(super) fn settle(&mut self, id: MemberId, at: Micros) {
        let Some(member) = self.team.members.get(&id) else {
            return;
        };
        let (from, to) = (member.role, self.team.due(member));
        if from != to {
            self.add(TeamEvent::MemberRoleChanged {
                member_id: id,
                from,
                to,
                at,
            });
        }
    }

    /// What people asked for, if there is still an Admin afterwards.
    pub(super) fn unless_it_takes_the_last_admin(
        self,
        before: &Team,
    ) -> Result<Vec<TeamEvent>, TeamRefusal> {
        if self.team.admins() < before.admins() {
            return Err(TeamRefusal::LastAdminProtected);
        }
        Ok(self.events)
    }
}
