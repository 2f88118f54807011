//! What access that is in place rests on, whichever attempts brought it about; and taking it back.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::attempt::{AppAccessKnown, Assigned, Attempt, Held, Made};
use crate::cloud::directory::GroupId;
use crate::cloud::gdap::{AssignmentId, RelationshipId};
use crate::record::Micros;
use crate::text::GroupName;

/// An attempt that puts right what is in place takes it up where it is, and makes only what is missing.
/// So what there is to take back is known from all of them together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Access {
    /// Nothing where people brought it about by hand, before there were plans.
    pub relationship: Option<Held>,
    pub groups: BTreeMap<GroupName, GroupId>,
    pub assignments: BTreeMap<GroupName, Assigned>,
    /// Our app can work in the tenant, whoever let it in.
    pub app: bool,
    /// What we made of it.
    pub made: Vec<Made>,
    /// Where it rested before, and something of ours may be left.
    pub earlier: Vec<Footing>,
}

/// A relationship that access rested on, and rests on no longer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Footing {
    pub relationship: Held,
    /// Those that we made in it.
    pub assignments: BTreeMap<GroupName, Assigned>,
}

impl Access {
    /// What was in place before, and what this attempt brought about.
    pub(super) fn after(attempt: &Attempt) -> Self {
        let mut access = attempt.before.clone();
        access.move_to(attempt);
        access.forget_what_others_replaced(attempt);
        let ours = access.made.contains(&Made::Relationship);
        access.relationship = attempt.relationship.clone().map(|held| Held {
            ours: held.ours || ours,
            ..held
        });
        access.groups.extend(attempt.groups.clone());
        access.assignments.extend(attempt.assignments.clone());
        access.app |= attempt.app_access == AppAccessKnown::There;
        for made in &attempt.made {
            access.note(made.clone());
        }
        access
    }

    /// Another relationship makes another footing. What is left of ours in the one before is not forgotten.
    fn move_to(&mut self, attempt: &Attempt) {
        let now = attempt.relationship.as_ref().map(|it| &it.id);
        if self.relationship.as_ref().map(|it| &it.id) == now {
            return;
        }
        let ours = self.was_made(&Made::Relationship);
        let assignments = std::mem::take(&mut self.assignments).into_iter();
        let made = |group: &GroupName| self.was_made(&Made::Assignment(group.clone()));
        let assignments: BTreeMap<_, _> = assignments.filter(|(group, _)| made(group)).collect();
        let stays = |it: &Made| matches!(it, Made::Group(_) | Made::AppAccess);
        self.made.retain(stays);
        if let Some(relationship) = self.relationship.take() {
            let over = attempt.superseded.iter();
            let over = over.filter(|it| it.over).any(|it| it.id == relationship.id);
            if !over && (ours || !assignments.is_empty()) {
                self.earlier.push(Footing {
                    relationship,
                    assignments,
                });
            }
        }
        self.come_back_to(now);
    }

    /// What was left there is in use again.
    fn come_back_to(&mut self, now: Option<&RelationshipId>) {
        let known = self.earlier.iter();
        let known = known.map(|it| &it.relationship.id);
        let Some(place) = known.into_iter().position(|id| Some(id) == now) else {
            return;
        };
        let footing = self.earlier.remove(place);
        if footing.relationship.ours {
            self.note(Made::Relationship);
        }
        for group in footing.assignments.keys() {
            self.note(Made::Assignment(group.clone()));
        }
        self.relationship = Some(footing.relationship);
        self.assignments = footing.assignments;
    }

    /// Ours is gone where another one was found in its place.
    fn forget_what_others_replaced(&mut self, attempt: &Attempt) {
        let (groups, assignments) = (&self.groups, &self.assignments);
        let replaced = |made: &Made| match made {
            Made::Group(name) => {
                let found = attempt.groups.get(name);
                found.is_some_and(|id| groups.get(name) != Some(id))
            }
            Made::Assignment(name) => {
                let id = |it: &Assigned| it.id.clone();
                let found = attempt.assignments.get(name).map(id);
                found.is_some() && assignments.get(name).map(id) != found
            }
            Made::Relationship | Made::AppAccess | Made::Footing(_) => false,
        };
        self.made.retain(|made| !replaced(made));
    }

    fn note(&mut self, made: Made) {
        if !self.made.contains(&made) {
            self.made.push(made);
        }
    }

    pub fn was_made(&self, made: &Made) -> bool {
        self.made.contains(made)
    }

    /// How many hold roles in the relationship whom we did not give them to. They lose them with it.
    pub fn assignments_of_others(&self) -> usize {
        let Some(held) = &self.relationship else {
            return 0;
        };
        let ours = self.assignments.iter();
        let ours = ours.filter(|(group, _)| self.was_made(&Made::Assignment((*group).clone())));
        let ours: BTreeSet<&AssignmentId> = ours.map(|(_, it)| &it.id).collect();
        held.before.iter().filter(|id| !ours.contains(id)).count()
    }

    /// All that is taken back when it ends, in the order in which it would be made. The relationship is
    /// among it whoever made it, and so is our app: both are what lets us in.
    fn to_take_back(&self) -> Vec<Made> {
        let mut all: BTreeSet<(u8, Made)> = BTreeSet::new();
        let let_in = [
            self.relationship.is_some().then_some(Made::Relationship),
            self.app.then_some(Made::AppAccess),
        ];
        let earlier = self.earlier.iter();
        let earlier = earlier.map(|it| Made::Footing(it.relationship.id.clone()));
        for made in self
            .made
            .iter()
            .cloned()
            .chain(let_in.into_iter().flatten())
            .chain(earlier)
        {
            // Our app is taken out over roles in the relationship, and a group is left without them.
            let place = match made {
                Made::Relationship | Made::Footing(_) => 0,
                Made::Group(_) => 1,
                Made::Assignment(_) => 2,
                Made::AppAccess => 3,
            };
            all.insert((place, made));
        }
        all.into_iter().map(|(_, made)| made).collect()
    }
}

impl Attempt {
    /// From here on all that the access rests on is taken back, also what earlier attempts made.
    pub(super) fn take_back(&mut self, access: Access, at: Micros) {
        self.turn(at);
        self.made = access.to_take_back();
        // It is tried once more.
        self.left
            .retain(|it| *it == Made::Relationship || !self.made.contains(it));
        self.relationship = access.relationship;
        self.groups = access.groups;
        self.assignments = access.assignments;
        self.earlier = access.earlier;
        self.before = Access::default();
        self.superseded.clear();
        self.attention = None;
        self.drift.clear();
    }
}
